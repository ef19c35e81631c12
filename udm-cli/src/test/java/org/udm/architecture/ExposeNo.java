package org.udm.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/**
 * Holds where no type of a kind stands in what a class shows: its supertypes, and the fields,
 * parameters, results and exceptions of its public and protected members, type arguments included.
 */
final class ExposeNo extends ArchCondition<JavaClass> {

  private final DescribedPredicate<JavaClass> hidden;

  ExposeNo(DescribedPredicate<JavaClass> hidden) {
    super("show no type that would " + hidden.getDescription());
    this.hidden = hidden;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    if (!isShown(type)) {
      return;
    }
    Stream<JavaType> supertypes =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    report(type.getDescription(), type, supertypes, events);
    for (JavaMember member : type.getMembers()) {
      if (isShown(member)) {
        report(member.getDescription(), type, typesOf(member), events);
      }
    }
  }

  private void report(
      String where, JavaClass owner, Stream<JavaType> types, ConditionEvents events) {
    types
        .flatMap(t -> t.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .filter(hidden)
        .distinct()
        .forEach(
            t ->
                events.add(
                    SimpleConditionEvent.violated(
                        owner,
                        where + " shows " + t.getName() + " " + owner.getSourceCodeLocation())));
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    return Stream.of(
            unit.getParameterTypes().stream(),
            Stream.of(unit.getReturnType()),
            unit.getExceptionTypes().stream())
        .flatMap(s -> s);
  }

  private static boolean isShown(JavaClass type) {
    return isShown(type.getModifiers())
        && type.getEnclosingClass().map(ExposeNo::isShown).orElse(true);
  }

  private static boolean isShown(JavaMember member) {
    return isShown(member.getModifiers());
  }

  private static boolean isShown(java.util.Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
