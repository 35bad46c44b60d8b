package dev.espalier.cli;

import dev.espalier.hal.config.SdkConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier config}. */
@Command(
    description = {
      "Lists the options of sdkconfig: value, default, and the file and line that set it.",
      "",
      "What comes later wins: Kconfig default, sdkconfig.defaults of Espalier, sdkconfig.defaults"
          + " beside the firmware, --sdkconfig, -D."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier config",
      "  espalier config tls",
      "      only options whose name or description has tls in it",
      "  espalier config --firmware Hello.java -D CONFIG_FREERTOS_HZ=1000"
    })
final class ConfigCommand implements Runnable {
  private static final List<String> HEADINGS = List.of("OPTION", "VALUE", "DEFAULT", "ORIGIN");

  @Spec private CommandSpec spec;

  @Mixin private final ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--firmware",
      paramLabel = "FILE",
      description = "Count in the sdkconfig.defaults beside this firmware.")
  private @Nullable Path firmware;

  @Parameters(
      arity = "0..1",
      paramLabel = "WORD",
      description = "List only options with this word in their name or description.")
  private @Nullable String filter;

  ConfigCommand() {}

  @Override
  public void run() {
    Path directory = null;
    if (firmware != null) {
      if (!Files.exists(firmware)) {
        throw new CliException(ExitCode.USAGE, "there is no firmware " + firmware);
      }
      directory = Files.isDirectory(firmware) ? firmware : FirmwareImage.directoryOf(firmware);
    }
    List<List<String>> rows = new ArrayList<>();
    for (SdkConfig.Entry entry : options.load(directory).entries()) {
      if (matches(entry)) {
        rows.add(
            List.of(
                entry.option().name(), entry.text(), defaultOf(entry), entry.origin().toString()));
      }
    }
    if (rows.isEmpty()) {
      throw new CliException(
          ExitCode.FAILURE, "no option has '" + filter + "' in its name or description");
    }
    rows.addFirst(HEADINGS);
    print(rows, spec.commandLine().getOut());
  }

  private boolean matches(SdkConfig.Entry entry) {
    if (filter == null) {
      return true;
    }
    String text = entry.option().name() + ' ' + entry.option().help();
    return text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
  }

  private static String defaultOf(SdkConfig.Entry entry) {
    return new SdkConfig.Entry(entry.option(), entry.option().initial(), SdkConfig.Origin.DEFAULT)
        .text();
  }

  private static void print(List<List<String>> rows, PrintWriter out) {
    int columns = HEADINGS.size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
