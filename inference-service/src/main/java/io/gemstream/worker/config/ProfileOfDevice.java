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
import java.util.Set;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;

/** Requires a numeric profile in which the kind of device can compute. */
@Documented
@Target(TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ProfileOfDevice.Check.class)
public @interface ProfileOfDevice {

    String message() default "gemstream.device.profile: {profile} (expected: auto, exact or fast where"
            + " gemstream.device is cpu, else auto, exact, bf16 or int8)";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the two keys. */
    final class Check implements ConstraintValidator<ProfileOfDevice, DeviceConfig> {

        private static final Set<String> NOT_ON_CPU = Set.of("bf16", "int8");
        private static final Set<String> NOT_ON_ACCELERATORS = Set.of("fast");

        @Override
        public boolean isValid(DeviceConfig device, ConstraintValidatorContext context) {
            context.unwrap(HibernateConstraintValidatorContext.class).addMessageParameter("profile", device.profile());
            return !(device.spec().equals("cpu") ? NOT_ON_CPU : NOT_ON_ACCELERATORS).contains(device.profile());
        }
    }
}
