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

/** Requires a number of at least 1, or -1, which leaves the number to the broker. */
@Documented
@Target(METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CountOrDefault.Check.class)
public @interface CountOrDefault {

    String message() default "${validatedValue} (expected: -1 or >= 1)";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the number. */
    final class Check implements ConstraintValidator<CountOrDefault, Short> {

        @Override
        public boolean isValid(Short number, ConstraintValidatorContext context) {
            return number == -1 || number >= 1;
        }
    }
}
