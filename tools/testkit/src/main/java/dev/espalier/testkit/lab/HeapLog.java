package dev.espalier.testkit.lab;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** How much of their heaps boards have had free, in the course of a run. */
public final class HeapLog {
  private final Map<String, Course> courses = new HashMap<>();

  HeapLog() {}

  /** The figures of one board, over all its boots. */
  private static final class Course {
    private long free = Long.MAX_VALUE;
    private long least = Long.MAX_VALUE;
    private final TreeMap<Long, Long> kept = new TreeMap<>();
    private long nextKept = Long.MAX_VALUE;
    private final TreeMap<Long, Boolean> wanted = new TreeMap<>();

    void changed(long nanos, long value) {
      while (nanos >= nextKept) {
        kept.put(nextKept, free == Long.MAX_VALUE ? value : free);
        wanted.remove(nextKept);
        nextKept = wanted.isEmpty() ? Long.MAX_VALUE : wanted.firstKey();
      }
      free = value;
      least = Math.min(least, value);
    }

    void keep(long nanos) {
      wanted.put(nanos, true);
      nextKept = wanted.firstKey();
    }
  }

  private Course course(String board) {
    return Objects.requireNonNull(courses.computeIfAbsent(board, name -> new Course()));
  }

  void changed(long nanos, String board, long free) {
    course(board).changed(nanos, free);
  }

  /**
   * Has what is free at a time kept, for {@link #growth}.
   *
   * @param board the board's name
   * @param nanos a simulated time that is not over
   */
  public void keep(String board, long nanos) {
    course(board).keep(nanos);
  }

  /**
   * What is free now.
   *
   * @param board the board's name
   * @return bytes
   * @throws IllegalStateException when the board has never been on
   */
  public long free(String board) {
    return known(board).free;
  }

  /**
   * The least that was ever free, in any of the board's boots.
   *
   * @param board the board's name
   * @return bytes
   * @throws IllegalStateException when the board has never been on
   */
  public long leastFree(String board) {
    return known(board).least;
  }

  /**
   * How much more is in use now than at a time.
   *
   * @param board the board's name
   * @param nanos the time, for which {@link #keep} was called
   * @return bytes; below 0 when less is in use
   */
  public long growth(String board, long nanos) {
    Course course = known(board);
    return course.kept.getOrDefault(nanos, course.free) - course.free;
  }

  private Course known(String board) {
    Course course = courses.get(board);
    if (course == null || course.free == Long.MAX_VALUE) {
      throw new IllegalStateException("board " + board + " has used no heap: boot it first");
    }
    return course;
  }
}
