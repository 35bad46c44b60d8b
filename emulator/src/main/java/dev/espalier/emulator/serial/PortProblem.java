package dev.espalier.emulator.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a port does not open, and what helps. */
final class PortProblem {
  private PortProblem() {}

  static String missing(String path) {
    return "there is no port "
        + path
        + ": plug the board in, with a USB cable that carries data; espalier board list shows the"
        + " ports";
  }

  /** For a port that refused to open. */
  static String of(String path) {
    Path file = Path.of(path);
    if (!path.startsWith("/")) {
      return path + " does not open: another program has it, or the board was unplugged";
    }
    if (!Files.exists(file)) {
      return missing(path);
    }
    if (Files.isDirectory(file) || Files.isRegularFile(file)) {
      return path + " is no serial port; espalier board list shows the ports";
    }
    if (!Files.isReadable(file) || !Files.isWritable(file)) {
      return noPermission(path, group(file));
    }
    String who = user(file);
    return path
        + " is busy: "
        + (who == null ? "another program" : who)
        + " has it open; close that (a serial monitor?) and try again";
  }

  static String noPermission(String path, @Nullable String group) {
    return group == null
        ? "no permission to use " + path
        : "no permission to use "
            + path
            + ", which is for the group '"
            + group
            + "': run  sudo usermod -aG "
            + group
            + " $USER  and log in again";
  }

  private static @Nullable String group(Path file) {
    try {
      return Files.readAttributes(file, PosixFileAttributes.class).group().getName();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** A process of ours, or any for root, that has a file open: "minicom (1234)". */
  private static @Nullable String user(Path file) {
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      return processes
          .filter(process -> process.pid() != ProcessHandle.current().pid())
          .filter(process -> hasOpen(process.pid(), file))
          .map(process -> command(process) + " (process " + process.pid() + ")")
          .findFirst()
          .orElse(null);
    }
  }

  private static String command(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(path -> String.valueOf(Path.of(path).getFileName()))
        .orElse("another program");
  }

  private static boolean hasOpen(long pid, Path file) {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      Path real = file.toRealPath();
      return open.anyMatch(each -> isLinkTo(each, real));
    } catch (IOException | RuntimeException e) {
      return false; // not ours to see, or gone
    }
  }

  private static boolean isLinkTo(Path link, Path real) {
    try {
      return Files.readSymbolicLink(link).equals(real);
    } catch (IOException e) {
      return false;
    }
  }
}
