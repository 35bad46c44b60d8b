package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The boards that have something to run, the one whose clock is furthest behind first; of equals
 * the one that has been busy longest.
 *
 * <p>A heap by the times that the clocks had when they were last looked at. A clock never goes
 * back, so that a time which is out of date is put right when it comes to the top.
 */
final class BusyBoards {
  /** A board's place here; owned by this class. */
  static final class Place {
    long time;
    long order;
    int index;
  }

  private @Nullable BoardKernel[] heap = new @Nullable BoardKernel[4];
  private int size;
  private long nextOrder;
  private @Nullable BoardKernel last;

  /** Adds a board that is not in here. */
  void add(BoardKernel board) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    Place place = board.dispatcher.place;
    place.time = board.localTime();
    place.order = nextOrder++;
    siftUp(size++, board);
  }

  /** The board to run now, null for none. Boards that have nothing to run any more leave. */
  @Nullable BoardKernel first() {
    BoardKernel ran = last;
    if (ran != null) {
      last = null;
      if (!ran.dispatcher.hasWork()) {
        remove(ran.dispatcher.place.index);
      }
    }
    if (settle(0) == Kernel.NEVER) {
      return null;
    }
    last = at(0);
    return last;
  }

  /** The clock of the board that is furthest behind but for the first. */
  long nextTime() {
    return size < 2 ? Kernel.NEVER : Math.min(settle(1), settle(2));
  }

  /** Puts a place of the heap right, and gives its time; {@link Kernel#NEVER} when it is empty. */
  private long settle(int index) {
    while (index < size) {
      BoardKernel board = at(index);
      Place place = board.dispatcher.place;
      if (!board.dispatcher.hasWork()) {
        remove(index);
      } else if (place.time == board.localTime()) {
        return place.time;
      } else {
        place.time = board.localTime();
        siftDown(index, board);
      }
    }
    return Kernel.NEVER;
  }

  private void remove(int hole) {
    BoardKernel moved = at(--size);
    heap[size] = null;
    if (hole < size) {
      siftDown(hole, moved);
      siftUp(moved.dispatcher.place.index, moved);
    }
  }

  private void siftUp(int from, BoardKernel board) {
    int hole = from;
    while (hole > 0 && before(board, at((hole - 1) / 2))) {
      put(hole, at((hole - 1) / 2));
      hole = (hole - 1) / 2;
    }
    put(hole, board);
  }

  private void siftDown(int from, BoardKernel board) {
    int hole = from;
    while (true) {
      int child = 2 * hole + 1;
      if (child + 1 < size && before(at(child + 1), at(child))) {
        child++;
      }
      if (child >= size || before(board, at(child))) {
        break;
      }
      put(hole, at(child));
      hole = child;
    }
    put(hole, board);
  }

  private static boolean before(BoardKernel a, BoardKernel b) {
    Place first = a.dispatcher.place;
    Place second = b.dispatcher.place;
    return first.time < second.time || (first.time == second.time && first.order < second.order);
  }

  private BoardKernel at(int index) {
    return Objects.requireNonNull(heap[index]);
  }

  private void put(int index, BoardKernel board) {
    heap[index] = board;
    board.dispatcher.place.index = index;
  }
}
