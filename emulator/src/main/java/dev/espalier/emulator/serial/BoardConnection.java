package dev.espalier.emulator.serial;

import dev.espalier.emulator.host.HostClock;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a real board, in the host's time. The thread that made it drives it, until {@link
 * SerialNetwork#over} hands it to a simulation.
 */
public final class BoardConnection implements AutoCloseable {
  private static final long MILLI = 1_000_000;

  /** Three seconds to boot, six for an agent to fall back to its boot rate. */
  private static final long PATIENCE = 9000 * MILLI;

  private static final long JOIN_MAX = 30_000 * MILLI;
  private static final long TEST_SILENCE = 1000 * MILLI;
  private static final int TESTS_AHEAD = 2;

  private final HostTiming timing = new HostTiming();
  private final Tunnel tunnel;
  private @Nullable String down;

  /**
   * Makes a connection over a line that is not open yet.
   *
   * @param link the line; the connection closes it
   */
  public BoardConnection(ByteLink link) {
    // Two runs one after the other must not draw the same nonce: the host's time differs.
    tunnel = new Tunnel(link, timing, HostClock::nanos);
    timing.step(tunnel::step);
    tunnel.add(
        new SessionEvents() {
          @Override
          public void down(String why) {
            down = why;
          }
        });
  }

  HostTiming timing() {
    return timing;
  }

  Tunnel tunnel() {
    return tunnel;
  }

  /**
   * Never goes faster.
   *
   * @param baud bits per second
   */
  public void baudMax(int baud) {
    tunnel.session().baudMax(baud);
  }

  /**
   * Sets who hears what the board prints.
   *
   * @param log takes text as it comes
   */
  public void onLog(Consumer<String> log) {
    tunnel.add(
        new SessionEvents() {
          @Override
          public void log(String text) {
            log.accept(text);
          }
        });
  }

  /**
   * Sets who hears of the session's comings and goings.
   *
   * @param event takes a line
   */
  public void onEvent(Consumer<String> event) {
    tunnel.add(
        new SessionEvents() {
          private final ResetWatch resets = new ResetWatch();

          @Override
          public void up(LinkMessage.Hello board) {
            event.accept("the board is there: " + describe());
            if (resets.isLoop(board.boot(), tunnel.now())) {
              event.accept(NoAnswer.loop(tunnel.link().name(), tunnel.log()));
            }
          }

          @Override
          public void down(String why) {
            event.accept("session lost: " + why);
          }

          @Override
          public void gaveUp(String why) {
            event.accept("given up: " + why);
          }
        });
  }

  /**
   * Opens the line and waits for the board.
   *
   * @throws IOException when it does not come; the message says why, and what helps
   */
  public void connect() throws IOException {
    tunnel.start();
    boolean ended =
        await(
            () ->
                tunnel.session().isUp() || tunnel.openFailure() != null || tunnel.gaveUp() != null,
            PATIENCE);
    String failure = tunnel.openFailure() != null ? tunnel.openFailure() : tunnel.gaveUp();
    if (failure != null) {
      throw new IOException(failure);
    }
    if (!ended) {
      throw new IOException(
          NoAnswer.explain(tunnel.link().name(), tunnel.log(), tunnel.session().counters()));
    }
    boolean _ = await(() -> tunnel.netInfo() != null, 500 * MILLI);
  }

  /**
   * Lets the connection run.
   *
   * @param nanos for how long
   */
  public void run(long nanos) {
    boolean _ = await(() -> false, nanos);
  }

  private boolean await(BooleanSupplier condition, long nanosMax) {
    long end = timing.now() + nanosMax;
    while (!condition.getAsBoolean()) {
      long left = end - timing.now();
      if (left <= 0) {
        return false;
      }
      timing.await(left);
    }
    return true;
  }

  /**
   * The board in a line: chip, address, agent, rate.
   *
   * @return text
   */
  public String describe() {
    LinkMessage.Hello board = tunnel.session().board();
    return board == null ? "no board" : BoardText.line(board, tunnel.session().baud());
  }

  /**
   * The board in several lines, with its Wi-Fi.
   *
   * @return text with line ends
   */
  public String describeAll() {
    LinkMessage.Hello board = tunnel.session().board();
    return board == null
        ? "no board\n"
        : BoardText.lines(board, tunnel.session().baud(), tunnel.netInfo());
  }

  /**
   * The line's counters in one line.
   *
   * @return text
   */
  public String statistics() {
    return BoardText.statistics(tunnel.session());
  }

  /**
   * Makes the board join an access point, and waits until it has an address.
   *
   * @param ssid its name
   * @param password its passphrase, empty for an open one
   * @param store whether the board keeps it for the next boot
   * @return the board's address
   * @throws IOException when it does not come to that; the message says why
   */
  public String join(String ssid, String password, boolean store) throws IOException {
    int flags = store ? BoardMessage.WifiJoin.STORE : 0;
    boolean[] refused = {false};
    boolean[] begun = {false};
    tunnel.add(
        new SessionEvents() {
          @Override
          public void wifiStatus(int error) {
            refused[0] |= error != 0;
          }

          @Override
          public void netInfo(BoardMessage.NetInfo info) {
            begun[0] = true;
          }
        });
    tunnel.session().send(new BoardMessage.WifiJoin(flags, ssid, password), tunnel.now());
    tunnel.settle();
    boolean ended = await(() -> refused[0] || (begun[0] && isSettled(ssid)), JOIN_MAX);
    BoardMessage.NetInfo info = tunnel.netInfo();
    if (info == null) {
      throw new IOException("the board is gone: " + (down == null ? "no session" : down));
    }
    if (refused[0] || !ended || info.link().state() != BoardMessage.Link.HAS_ADDRESS) {
      throw new IOException(BoardText.joinProblem(ssid, refused[0], info.link().reason()));
    }
    return info.addresses().ip().getHostAddress();
  }

  private boolean isSettled(String ssid) {
    BoardMessage.NetInfo info = tunnel.netInfo();
    if (info == null) {
      return true;
    }
    BoardMessage.Link link = info.link();
    return (link.state() == BoardMessage.Link.HAS_ADDRESS && link.ssid().equals(ssid))
        || (link.state() == BoardMessage.Link.IDLE && link.reason() != 0);
  }

  /**
   * The rates that can be tested on this line and board.
   *
   * @return from slow to fast; 0 alone for a line without a rate
   */
  public List<Integer> rates() {
    LinkMessage.Hello board = tunnel.session().board();
    if (board == null || board.can(LinkMessage.FIXED_RATE)) {
      return List.of(0);
    }
    long highest = board.identity().baudMax();
    return LineRate.below(Integer.MAX_VALUE).reversed().stream()
        .filter(rate -> rate <= highest)
        .toList();
  }

  /**
   * How a line did.
   *
   * @param baud at which rate, 0 for a line without one
   * @param works whether both ends could be switched to it
   * @param sent patterns sent
   * @param lost of them, those that did not come back whole
   * @param bytesPerSecond there and back, each way
   */
  public record TestResult(int baud, boolean works, int sent, int lost, double bytesPerSecond) {}

  /**
   * Sends patterns for the board to send back.
   *
   * @param baud the rate, one of {@link #rates}
   * @param patterns how many
   * @param progress hears how many have gone
   * @return how it went
   */
  public TestResult test(int baud, int patterns, IntConsumer progress) {
    HostSession session = tunnel.session();
    if (baud != 0 && session.baud() != baud) {
      session.tune(List.of(baud), tunnel.now());
      tunnel.settle();
      boolean _ = await(() -> !session.isTuning(), 10_000 * MILLI);
    }
    if (session.baud() != baud || !session.isUp()) {
      return new TestResult(baud, false, 0, 0, 0);
    }
    int length = session.link().limits().payload() - 3;
    int[] back = {0};
    SessionEvents counter =
        new SessionEvents() {
          @Override
          public void tested(LinkMessage.Test reply) {
            back[0] += reply.isWhole() && reply.pattern().length == length ? 1 : 0;
          }
        };
    tunnel.add(counter);
    long begin = timing.now();
    int missed = 0;
    for (int i = 0; i < patterns; i++) {
      session.test(i, length, tunnel.now());
      tunnel.settle();
      int goal = i + 1 - TESTS_AHEAD - missed;
      if (!await(() -> back[0] >= goal, TEST_SILENCE)) {
        missed = i + 1 - back[0];
      }
      progress.accept(i + 1);
    }
    int all = patterns - missed;
    boolean _ = await(() -> back[0] >= all, TEST_SILENCE);
    double seconds = Math.max(1, timing.now() - begin) / 1e9;
    tunnel.remove(counter);
    return new TestResult(baud, true, patterns, patterns - back[0], back[0] * length / seconds);
  }

  @Override
  public void close() {
    tunnel.close();
  }
}
