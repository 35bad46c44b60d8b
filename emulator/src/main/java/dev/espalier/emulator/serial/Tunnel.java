package dev.espalier.emulator.serial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HostSession} on a {@link ByteLink}: opens it, and opens it again when it was lost.
 *
 * <p>All but the link's calls on one thread, the owner's.
 */
final class Tunnel implements AutoCloseable {
  private static final long REOPEN_EVERY = 500_000_000L;
  private static final int LOG_CHARS_MAX = 64 * 1024;

  /** Bytes that may wait while firmware keeps the owner's thread; more are lost as in a UART. */
  private static final int UNREAD_MAX = 1024 * 1024;

  private final ByteLink link;
  private final Timing timing;
  private final HostSession session;
  private final List<SessionEvents> listeners = new ArrayList<>();
  private final StringBuilder log = new StringBuilder();
  private BoardMessage.@Nullable NetInfo netInfo;
  private @Nullable String openFailure;
  private @Nullable String gaveUp;
  private long openAt = Long.MAX_VALUE;
  private boolean opening;
  private boolean open;
  private boolean closed;
  private int generation;

  Tunnel(ByteLink link, Timing timing, LongSupplier nonces) {
    this.link = link;
    this.timing = timing;
    this.session = new HostSession(new Wire(), nonces, new Fan());
  }

  HostSession session() {
    return session;
  }

  ByteLink link() {
    return link;
  }

  long now() {
    return timing.now();
  }

  /** Who hears of sessions besides those who are told already. */
  void add(SessionEvents listener) {
    listeners.add(listener);
  }

  void remove(SessionEvents listener) {
    listeners.remove(listener);
  }

  /** What the board said last about its network, null without a session. */
  BoardMessage.@Nullable NetInfo netInfo() {
    return netInfo;
  }

  /** What the board has printed of late. */
  String log() {
    return log.toString();
  }

  /** Why the line is not open, null when it is or nobody tried. */
  @Nullable String openFailure() {
    return openFailure;
  }

  /** Why no session will begin any more, null while one may. */
  @Nullable String gaveUp() {
    return gaveUp;
  }

  boolean isOpen() {
    return open;
  }

  /** Begins; opens the line soon. */
  void start() {
    openAt = timing.now();
    step();
  }

  /** Does what the time asks for. */
  void step() {
    long now = timing.now();
    if (!open && !opening && !closed && now >= openAt) {
      beginToOpen();
    }
    if (now >= session.deadline()) {
      session.tick(now);
    }
    settle();
  }

  /** To be called after each call of the session, so that its time comes. */
  void settle() {
    long due = session.deadline();
    timing.wakeAt(!open && !opening && !closed ? Math.min(due, openAt) : due);
  }

  private void beginToOpen() {
    opening = true;
    int mine = ++generation;
    timing.aside(() -> {
      try {
        link.open(new Incoming(mine));
        timing.post(() -> opened(mine));
      } catch (IOException e) {
        timing.post(() -> notOpened(mine, String.valueOf(e.getMessage())));
      }
    });
  }

  private void opened(int mine) {
    if (mine != generation || closed) {
      link.close();
      return;
    }
    opening = false;
    open = true;
    openFailure = null;
    session.opened(timing.now());
    settle();
  }

  private void notOpened(int mine, String why) {
    if (mine == generation) {
      opening = false;
      openFailure = why;
      openAt = timing.now() + REOPEN_EVERY;
      settle();
    }
  }

  private void lost(int mine, String why) {
    if (mine != generation || closed) {
      return;
    }
    open = false;
    opening = false;
    generation++;
    link.close();
    openAt = timing.now() + REOPEN_EVERY;
    session.closed(timing.now(), why);
    settle();
  }

  private void received(int mine, byte[] bytes) {
    if (mine == generation && !closed) {
      session.received(bytes, 0, bytes.length, timing.now());
      settle();
    }
  }

  /** Ends the session and closes the line. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (open) {
      session.bye(timing.now());
    }
    session.closed(timing.now(), "Espalier has closed " + link.name());
    closed = true;
    open = false;
    timing.wakeAt(Long.MAX_VALUE);
    link.close();
  }

  private final class Incoming implements ByteLink.Receiver {
    private final int mine;
    private final AtomicInteger unread = new AtomicInteger();

    Incoming(int mine) {
      this.mine = mine;
    }

    @Override
    public void received(byte[] bytes) {
      if (unread.addAndGet(bytes.length) > UNREAD_MAX) {
        unread.addAndGet(-bytes.length);
        return;
      }
      timing.post(() -> {
        unread.addAndGet(-bytes.length);
        Tunnel.this.received(mine, bytes);
      });
    }

    @Override
    public void lost(String why) {
      timing.post(() -> Tunnel.this.lost(mine, why));
    }
  }

  private final class Wire implements HostWire {
    @Override
    public void write(byte[] bytes) {
      if (open) {
        link.write(bytes);
      }
    }

    @Override
    public void rate(int baud) {
      if (open) {
        link.rate(baud);
      }
    }
  }

  /** Keeps what the board said, and tells everybody. */
  private final class Fan implements SessionEvents {
    @Override
    public void up(LinkMessage.Hello board) {
      List.copyOf(listeners).forEach(each -> each.up(board));
    }

    @Override
    public void down(String why) {
      netInfo = null;
      List.copyOf(listeners).forEach(each -> each.down(why));
    }

    @Override
    public void netInfo(BoardMessage.NetInfo info) {
      netInfo = info;
      List.copyOf(listeners).forEach(each -> each.netInfo(info));
    }

    @Override
    public void wifiStatus(int error) {
      List.copyOf(listeners).forEach(each -> each.wifiStatus(error));
    }

    @Override
    public void log(String text) {
      log.append(text);
      if (log.length() > LOG_CHARS_MAX) {
        log.delete(0, log.length() - LOG_CHARS_MAX);
      }
      List.copyOf(listeners).forEach(each -> each.log(text));
    }

    @Override
    public void tested(LinkMessage.Test reply) {
      List.copyOf(listeners).forEach(each -> each.tested(reply));
    }

    @Override
    public void gaveUp(String why) {
      gaveUp = why;
      List.copyOf(listeners).forEach(each -> each.gaveUp(why));
    }
  }
}
