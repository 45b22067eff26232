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

/** Requires a number of bytes that is worth a limit, or -1, which sets none. */
@Documented
@Target(METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = BytesOrUnlimited.Check.class)
public @interface BytesOrUnlimited {

    String message() default "${validatedValue} (expected: -1 or >= {least})";

    /** The least limit. */
    long least();

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the number. */
    final class Check implements ConstraintValidator<BytesOrUnlimited, Long> {

        private long least;

        @Override
        public void initialize(BytesOrUnlimited limit) {
            least = limit.least();
        }

        @Override
        public boolean isValid(Long bytes, ConstraintValidatorContext context) {
            return bytes == -1 || bytes >= least;
        }
    }
}
