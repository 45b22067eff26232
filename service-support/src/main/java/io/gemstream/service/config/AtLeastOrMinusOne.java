package io.gemstream.service.config;

import static java.lang.annotation.ElementType.METHOD;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Requires a whole number of some size at least, or -1, which is no number of its own: a default, or no limit. */
@Documented
@Target(METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = AtLeastOrMinusOne.Check.class)
public @interface AtLeastOrMinusOne {

    String message() default "${validatedValue} (expected: -1 or >= {least})";

    /** The least number. */
    long least();

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the number. */
    final class Check implements ConstraintValidator<AtLeastOrMinusOne, Number> {

        private long least;

        @Override
        public void initialize(AtLeastOrMinusOne constraint) {
            least = constraint.least();
        }

        @Override
        public boolean isValid(Number number, ConstraintValidatorContext context) {
            return number.longValue() == -1 || number.longValue() >= least;
        }
    }
}
