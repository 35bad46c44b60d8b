package dev.espalier.cli;

import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkConfigException;
import dev.espalier.hal.config.SdkConfigLoader;
import dev.espalier.testkit.FileErrors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that decide about {@code sdkconfig}, the same in every command. */
final class ConfigOptions {
  /** What a project of ESP-IDF calls it too. */
  static final String DEFAULTS = "sdkconfig.defaults";

  @Option(
      names = "--sdkconfig",
      paramLabel = "FILE",
      description =
          "More options of sdkconfig; they win over sdkconfig.defaults of Espalier and of the"
              + " firmware.")
  private @Nullable Path file;

  @Option(
      names = "-D",
      paramLabel = "CONFIG_X=VALUE",
      description = "One option of sdkconfig, over all files; CONFIG_X alone means y.")
  private List<String> assignments = new ArrayList<>();

  ConfigOptions() {}

  /**
   * Resolves the options: Kconfig defaults, Espalier's {@code sdkconfig.defaults}, the firmware's
   * own, {@code --sdkconfig}, {@code -D}; what comes later wins.
   *
   * @param firmwareDirectory where the firmware is, null for none
   * @throws CliException when a file cannot be read or an option cannot take its value
   */
  SdkConfig load(@Nullable Path firmwareDirectory) {
    return load(firmwareDirectory, List.of());
  }

  /**
   * Resolves the options as {@link #load(Path)} does, with some that win over the firmware's own.
   *
   * @param firmwareDirectory where the firmware is, null for none
   * @param further such as {@code CONFIG_FREERTOS_HZ=1000}
   * @throws CliException when a file cannot be read or an option cannot take its value
   */
  SdkConfig load(@Nullable Path firmwareDirectory, List<String> further) {
    var loader = new SdkConfigLoader();
    try {
      Path root = root();
      Path own = firmwareDirectory == null ? null : firmwareDirectory.resolve(DEFAULTS);
      if (root != null && Files.exists(root.resolve(DEFAULTS))) {
        Path common = root.resolve(DEFAULTS);
        read(loader, common);
        if (own != null && Files.exists(own) && Files.isSameFile(own, common)) {
          own = null;
        }
      }
      if (own != null && Files.exists(own)) {
        read(loader, own);
      }
      further.forEach(loader::set);
      if (file != null) {
        read(loader, file);
      }
      assignments.forEach(loader::set);
      return loader.load();
    } catch (SdkConfigException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "cannot read " + FileErrors.reason(e));
    }
  }

  /** Returns the options as one would type them again, each with a blank before it. */
  String typed() {
    var text = new StringBuilder();
    if (file != null) {
      text.append(" --sdkconfig ").append(ShellWord.quoted(file));
    }
    for (String assignment : assignments) {
      text.append(" -D ").append(ShellWord.quoted(assignment));
    }
    return text.toString();
  }

  private static void read(SdkConfigLoader loader, Path path) {
    try {
      loader.file(shown(path), Files.readString(path));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.USAGE, "cannot read options from " + path + ": " + FileErrors.reason(e));
    }
  }

  /** Returns the path as one would type it here. */
  private static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path full = path.toAbsolutePath().normalize();
    return (full.startsWith(here) ? here.relativize(full) : full).toString();
  }

  /** Returns the top of the project, found from where the command's classes are. */
  private static @Nullable Path root() {
    try {
      Path at =
          Path.of(ConfigOptions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      while (at != null && !Files.exists(at.resolve("tools/jvm.args"))) {
        at = at.getParent();
      }
      return at;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
