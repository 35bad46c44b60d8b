package dev.espalier.testkit.fault;

import dev.espalier.testkit.golden.GoldenMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole of Espalier once more, with some of its classes replaced: no class of it is shared with
 * the one that this class belongs to, so nothing there notices.
 */
public final class FaultyMirror {
  private static final String OWN = "dev.espalier.";
  private static final Pattern COUNT = Pattern.compile("(\\d+) passed, (\\d+) failed");

  /** Class files as they are, read once for all mirrors. */
  private static final Map<String, byte[]> GENUINE = new ConcurrentHashMap<>();

  private final Method golden;

  /**
   * Makes a mirror.
   *
   * @param replaced class files by class name; empty for the mirror as it is
   */
  public FaultyMirror(Map<String, byte[]> replaced) {
    try {
      golden =
          new Replacing(replaced)
              .loadClass(GoldenMain.class.getName())
              .getMethod("run", PrintWriter.class, PrintWriter.class, String[].class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What was played.
   *
   * @param count how many recordings
   * @param red the names of those in which the mirror did not do what the genuine code did
   * @param text what the judge printed
   */
  public record Outcome(int count, List<String> red, String text) {
    /** Copies the list. */
    public Outcome {
      red = List.copyOf(red);
    }
  }

  /**
   * Plays recordings against this mirror.
   *
   * @param arguments as for {@code tools/golden}
   * @return what came of it
   * @throws FaultException when the judge did not come to an end
   */
  public Outcome play(String... arguments) {
    var text = new StringWriter();
    var errors = new StringWriter();
    try {
      golden.invoke(null, new PrintWriter(text), new PrintWriter(errors), arguments);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new FaultException("the judge ended with " + e.getCause());
    }
    List<String> red = new ArrayList<>();
    for (String line : text.toString().split("\n")) {
      if (line.startsWith("FAIL ")) {
        red.add(line.substring("FAIL ".length()).strip());
      }
      Matcher count = COUNT.matcher(line.strip());
      if (count.matches()) {
        int all = Integer.parseInt(count.group(1)) + Integer.parseInt(count.group(2));
        return new Outcome(all, red, text.toString());
      }
    }
    throw new FaultException("the judge found no end: " + errors.toString().strip());
  }

  /** Loads Espalier's classes itself and leaves all others to the loader above. */
  private static final class Replacing extends ClassLoader {
    private final Map<String, byte[]> replaced;

    Replacing(Map<String, byte[]> replaced) {
      super(FaultyMirror.class.getClassLoader());
      this.replaced = Map.copyOf(replaced);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OWN)) {
        return super.loadClass(name, resolve);
      }
      // One thread plays a mirror, but its TLS or its host names may load classes in others.
      Object lock = getClassLoadingLock(name);
      synchronized (lock) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        byte[] bytes = replaced.get(name);
        if (bytes == null) {
          bytes = genuine(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
      }
    }

    private byte[] genuine(String name) throws ClassNotFoundException {
      byte[] known = GENUINE.get(name);
      if (known != null) {
        return known;
      }
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        GENUINE.put(name, bytes);
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
