package io.gemstream.worker.config;

import static java.lang.annotation.ElementType.TYPE;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Requires a draft model where {@code gemstream.speculation} is {@code draft}. */
@Documented
@Target(TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = DraftHasModel.Check.class)
public @interface DraftHasModel {

    String message() default "gemstream.speculation.draft-model: not set (expected: path of a model where"
            + " gemstream.speculation is draft)";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the two keys. */
    final class Check implements ConstraintValidator<DraftHasModel, SpeculationConfig> {

        @Override
        public boolean isValid(SpeculationConfig config, ConstraintValidatorContext context) {
            return config.mode() != SpeculationConfig.Mode.DRAFT || config.draftModel().isPresent();
        }
    }
}
