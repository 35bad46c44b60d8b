package dev.espalier.cli;

import dev.espalier.emulator.kernel.TaskContexts;
import java.util.Locale;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "espalier " + (version == null ? "(not packaged)" : version),
      "JDK " + Runtime.version(),
      "tasks: " + taskSwitching()
    };
  }

  /** Returns how tasks are switched; a missing flag of the JVM shows here. */
  static String taskSwitching() {
    TaskContexts contexts = TaskContexts.best();
    String name = contexts.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return name + (contexts == TaskContexts.BATON ? " (slow: start with tools/jvm.args)" : "");
  }
}
