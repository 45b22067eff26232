package io.gemstream.gemma.backend.pjrt;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a test, and says so in the report, where the plug-in was not fetched. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPlugin.Condition.class)
public @interface NeedsPlugin {

    /** The plug-in, or none for the one that the backend's tests run on. */
    Plugins[] value() default {};

    /** Looks for the file. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, NeedsPlugin.class))
                    .flatMap(needs -> plugin(needs).missing())
                    .map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("plug-in is there"));
        }

        private static Plugins plugin(NeedsPlugin needs) {
            return needs.value().length == 0 ? Plugins.underTest() : needs.value()[0];
        }
    }
}
