package io.gemstream.worker.config;

import static java.lang.annotation.ElementType.METHOD;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Requires a power of two. */
@Documented
@Target(METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = PowerOfTwo.Check.class)
public @interface PowerOfTwo {

    String message() default "${validatedValue} (expected: a power of two)";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the number. */
    final class Check implements ConstraintValidator<PowerOfTwo, Integer> {

        @Override
        public boolean isValid(Integer number, ConstraintValidatorContext context) {
            return number >= 1 && Integer.bitCount(number) == 1;
        }
    }
}
