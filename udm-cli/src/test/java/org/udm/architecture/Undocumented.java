package org.udm.architecture;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Finds what a user sees without an explanation: a public or protected type or member without a
 * comment, and a record's component or an array among the parameters without a {@code @param}.
 *
 * <p>An overriding method inherits its comment and a record's canonical constructor may do without.
 * The Javadoc tool has a check of its own, which asks for a tag per parameter and result and, on
 * JDK 17, for a record's tags once more on its constructor.
 */
final class Undocumented extends TreePathScanner<Void, Void> {

  private final DocTrees trees;
  private final List<String> found = new ArrayList<>();

  private Undocumented(DocTrees trees) {
    this.trees = trees;
  }

  /** The findings in some Java files, as {@code File.java:line: what}. */
  static List<String> in(List<Path> javaFiles) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(javaFiles));
      Undocumented scanner = new Undocumented(DocTrees.instance(task));
      for (CompilationUnitTree file : task.parse()) {
        scanner.scan(file, null);
      }
      return scanner.found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Void visitClass(ClassTree type, Void unused) {
    if (!isShown(type.getModifiers())) {
      return null;
    }
    check(type.getSimpleName(), components(type));
    return super.visitClass(type, unused);
  }

  @Override
  public Void visitMethod(MethodTree method, Void unused) {
    if (isShown(method.getModifiers()) && !isOverride(method) && !isCanonicalConstructor(method)) {
      check(
          method.getName(),
          method.getParameters().stream()
              .filter(parameter -> parameter.getType().getKind() == Tree.Kind.ARRAY_TYPE));
    }
    return null;
  }

  @Override
  public Void visitVariable(VariableTree field, Void unused) {
    if (isShown(field.getModifiers())) {
      check(field.getName(), Stream.empty());
    }
    return null;
  }

  private void check(CharSequence name, Stream<? extends VariableTree> needTag) {
    DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
    if (comment == null) {
      report(name + " has no comment");
      return;
    }
    Set<String> tags =
        comment.getBlockTags().stream()
            .filter(ParamTree.class::isInstance)
            .map(tag -> ((ParamTree) tag).getName().getName().toString())
            .collect(Collectors.toSet());
    names(needTag).stream()
        .filter(variable -> !tags.contains(variable))
        .forEach(variable -> report(name + " has no @param " + variable));
  }

  private void report(String what) {
    CompilationUnitTree file = getCurrentPath().getCompilationUnit();
    long start = trees.getSourcePositions().getStartPosition(file, getCurrentPath().getLeaf());
    String path = file.getSourceFile().getName();
    found.add("%s:%d: %s".formatted(path, file.getLineMap().getLineNumber(start), what));
  }

  /** Whether a declaration is public or protected; what an interface declares is public. */
  private boolean isShown(ModifiersTree modifiers) {
    Set<Modifier> flags = modifiers.getFlags();
    Tree owner = getCurrentPath().getParentPath().getLeaf();
    boolean inInterface =
        owner.getKind() == Tree.Kind.INTERFACE && !flags.contains(Modifier.PRIVATE);
    return inInterface || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
  }

  private static boolean isOverride(MethodTree method) {
    return method.getModifiers().getAnnotations().stream()
        .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
  }

  private boolean isCanonicalConstructor(MethodTree method) {
    ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
    return owner.getKind() == Tree.Kind.RECORD
        && method.getName().contentEquals("<init>")
        && names(method.getParameters().stream()).equals(names(components(owner)));
  }

  /** The components of a record, which declares no other instance fields; none of another type. */
  private static Stream<VariableTree> components(ClassTree type) {
    if (type.getKind() != Tree.Kind.RECORD) {
      return Stream.empty();
    }
    return type.getMembers().stream()
        .filter(VariableTree.class::isInstance)
        .map(VariableTree.class::cast)
        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC));
  }

  private static List<String> names(Stream<? extends VariableTree> variables) {
    return variables.map(variable -> variable.getName().toString()).toList();
  }
}
