package dev.espalier.testkit.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code docs/deliberate-faults.md}, which is list and documentation in one. A fault is a
 * heading of the third level with its name, prose, a line with the source file and the recordings
 * that show it, and a block of {@code diff}.
 */
public final class FaultList {
  private static final Pattern WHERE = Pattern.compile("`([^`]+\\.java)`, shown by (.+)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private final String page;
  private final List<Fault> faults = new ArrayList<>();
  private int number;
  private @Nullable String name;
  private StringBuilder meaning = new StringBuilder();
  private @Nullable String file;
  private List<String> shownBy = List.of();
  private boolean inDiff;
  private StringBuilder removed = new StringBuilder();
  private StringBuilder added = new StringBuilder();

  private FaultList(String page) {
    this.page = page;
  }

  /**
   * Reads the page.
   *
   * @param page the file
   * @return the faults, in order
   * @throws IOException when it cannot be read
   * @throws FaultException when it is not of the form above, with the line
   */
  public static List<Fault> read(Path page) throws IOException {
    var list = new FaultList(page.getFileName().toString());
    for (String line : Files.readAllLines(page)) {
      list.number++;
      list.take(line);
    }
    if (list.name != null) {
      throw list.wrong(list.name + " has no block of diff");
    }
    return List.copyOf(list.faults);
  }

  private FaultException wrong(String what) {
    return new FaultException(page + ":" + number + ": " + what);
  }

  private void take(String line) {
    if (inDiff) {
      takeDiff(line);
      return;
    }
    Matcher where = WHERE.matcher(line);
    if (line.startsWith("#")) {
      if (name != null) {
        throw wrong(name + " has no block of diff");
      }
      name = line.startsWith("### ") ? line.substring("### ".length()).strip() : null;
    } else if (name == null) {
      return; // prose between the faults
    } else if (line.equals("```diff")) {
      inDiff = true;
    } else if (where.matches()) {
      file = where.group(1);
      shownBy = CODE.matcher(where.group(2)).results().map(found -> found.group(1)).toList();
    } else if (!line.isBlank()) {
      meaning.append(meaning.isEmpty() ? "" : " ").append(line.strip());
    }
  }

  private void takeDiff(String line) {
    if (line.equals("```")) {
      end();
    } else if (line.startsWith("-")) {
      removed.append(line.substring(1)).append('\n');
    } else if (line.startsWith("+")) {
      added.append(line.substring(1)).append('\n');
    } else {
      removed.append(line).append('\n');
      added.append(line).append('\n');
    }
  }

  private void end() {
    if (name == null || file == null || shownBy.isEmpty() || removed.toString().isBlank()) {
      throw wrong(name + " needs a source file, recordings that show it, and something to remove");
    }
    String taken = name;
    if (faults.stream().anyMatch(fault -> fault.name().equals(taken))) {
      throw wrong(name + " is there twice");
    }
    faults.add(
        new Fault(name, meaning.toString(), file, removed.toString(), added.toString(), shownBy));
    name = null;
    file = null;
    shownBy = List.of();
    meaning = new StringBuilder();
    removed = new StringBuilder();
    added = new StringBuilder();
    inDiff = false;
  }
}
