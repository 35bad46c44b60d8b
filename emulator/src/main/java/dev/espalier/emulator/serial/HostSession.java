package dev.espalier.emulator.serial;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of the tunnel: sessions, rates, heartbeats, and what sockets send. Bytes and times
 * in, bytes out; no thread, no port, no clock of its own.
 *
 * <p>Owner: one {@link Tunnel}. Every call ends with what is due on the wire.
 */
final class HostSession {
  private static final long MILLI = 1_000_000;
  private static final long RST_EVERY = 250 * MILLI;
  private static final long AFTER_VIOLATION = 1000 * MILLI;
  private static final long SHORT_LIFE = 10_000 * MILLI;
  private static final int BYES = 3;

  private final FrameOut out;
  private final LongSupplier nonces;
  private final SessionEvents events;
  private final HostWire wire;
  private final FrameDecoder decoder;
  private final LinkCounters counters = new LinkCounters();
  private final NumberedLink link;
  private final RateTuner tuner;
  private final RateJudge judge = new RateJudge(counters);
  private final SocketTable sockets;
  private final SendQueue queue = new SendQueue();
  private final BoardLog log = new BoardLog();
  private final Patience patience = new Patience();
  private final Heartbeat heartbeat;

  private SessionState state = SessionState.CLOSED;
  private int baudMax = Integer.MAX_VALUE;
  private int baud = LineRate.BOOT;
  private long now;
  private long nonce;
  private LinkMessage.@Nullable Hello board;
  private LinkMessage.@Nullable Pong lastPong;
  private long nextCall;
  private LinkMessage.@Nullable Ping unanswered;
  private long agreedAt;
  private int depth;

  /**
   * Makes a session that is closed.
   *
   * @param nonces draws numbers that no other session had
   */
  HostSession(HostWire wire, LongSupplier nonces, SessionEvents events) {
    this.wire = wire;
    this.out = new FrameOut(wire, counters);
    this.nonces = nonces;
    this.events = events;
    this.decoder = new FrameDecoder(LinkMessage.PAYLOAD_MAX, new Incoming());
    this.link = new NumberedLink(LineRate.HOST, new Numbered(), counters);
    this.heartbeat = new Heartbeat(link);
    this.tuner = new RateTuner(new Tuned());
    this.sockets = new SocketTable(this, events);
  }

  SessionState state() {
    return state;
  }

  boolean isUp() {
    return state == SessionState.UP;
  }

  int baud() {
    return baud;
  }

  /** Never goes faster than this. */
  void baudMax(int value) {
    baudMax = value;
  }

  LinkCounters counters() {
    return counters;
  }

  NumberedLink link() {
    return link;
  }

  SocketTable sockets() {
    return sockets;
  }

  LinkMessage.@Nullable Hello board() {
    return board;
  }

  LinkMessage.@Nullable Pong lastPong() {
    return lastPong;
  }

  // ---- Calls from outside: each is one step in time ----

  private void enter(long time) {
    now = Math.max(now, time);
    depth++;
  }

  private void leave() {
    if (depth == 1) {
      answer();
      pump();
      out.flush(now);
    }
    depth--;
  }

  /** The line has been opened. */
  void opened(long time) {
    enter(time);
    if (state == SessionState.CLOSED) {
      call(now);
    }
    leave();
  }

  /** The line has gone. */
  void closed(long time, String why) {
    enter(time);
    SessionState before = state;
    state = before == SessionState.GIVEN_UP ? SessionState.GIVEN_UP : SessionState.CLOSED;
    end(before, why);
    depth--; // nothing can be sent
    out.discard();
  }

  /** Bytes have come. */
  void received(byte[] bytes, int offset, int length, long time) {
    enter(time);
    counters.bytesIn += length;
    decoder.feed(bytes, offset, length);
    leave();
  }

  /** Does what the time asks for. */
  void tick(long time) {
    enter(time);
    switch (state) {
      case CLOSED, GIVEN_UP -> {}
      case CALLING -> {
        if (now >= nextCall) {
          decoder.flushText();
          nextCall = now + RST_EVERY;
          unnumbered(new LinkMessage.Rst(nonce, LinkMessage.Version.OWN, 0, LineRate.HOST));
        }
      }
      case TUNING, UP -> tickSession();
    }
    leave();
  }

  private void tickSession() {
    tuner.tick(now);
    if (state != SessionState.UP || tuner.isBusy()) {
      return;
    }
    try {
      String end = heartbeat.end(now);
      if (end.isEmpty()) {
        heartbeat.tick(now);
      } else {
        lose(end);
      }
    } catch (ViolationException e) {
      violated(String.valueOf(e.getMessage()));
    }
  }

  /** When {@link #tick} wants to be called. */
  long deadline() {
    return switch (state) {
      case CLOSED, GIVEN_UP -> Long.MAX_VALUE;
      case CALLING -> nextCall;
      case TUNING -> tuner.deadline();
      case UP -> tuner.isBusy() ? tuner.deadline() : heartbeat.deadline();
    };
  }

  /** Ends the session in order, for good. */
  void bye(long time) {
    enter(time);
    if (state == SessionState.UP || state == SessionState.TUNING) {
      for (int i = 0; i < BYES; i++) {
        unnumbered(new LinkMessage.Bye(LinkMessage.BYE_DONE, ""));
      }
    }
    state = SessionState.GIVEN_UP;
    out.flush(now);
    depth--;
  }

  /** Queues a frame without data; it goes ahead of data. */
  void send(Message message, long time) {
    enter(time);
    if (state == SessionState.UP) {
      queue.add(message);
    }
    leave();
  }

  /** A socket has data to send. */
  void ready(TunnelSocket socket, long time) {
    enter(time);
    queue.ready(socket);
    leave();
  }

  /** Sends a pattern for the board to send back; for measuring. */
  void test(int index, int length, long time) {
    enter(time);
    unnumbered(
        new LinkMessage.Test(
            LinkMessage.Test.REQUEST, index, LinkMessage.Test.pattern(index, length)));
    leave();
  }

  /** Tries these rates within the session, the first that passes stays. */
  void tune(List<Integer> rates, long time) {
    enter(time);
    LinkMessage.Hello hello = board;
    if (state == SessionState.UP && hello != null && !tuner.isBusy()) {
      tuner.start(rates, baud, hello.limits().intake(), now);
    }
    leave();
  }

  boolean isTuning() {
    return tuner.isBusy();
  }

  // ---- Sending ----

  private void pump() {
    if (state == SessionState.UP && !tuner.isBusy()) {
      queue.pump(link, now);
      link.flush(now);
    }
  }

  /** Of many PING at once only the last is answered: its PONG says all that the others' would. */
  private void answer() {
    LinkMessage.Ping ping = unanswered;
    if (ping != null) {
      unanswered = null;
      unnumbered(new LinkMessage.Pong(ping.id(), link.bitmap(), counters.good, counters.bad, 0, 0));
    }
  }

  private void unnumbered(LinkMessage message) {
    transmit(message.type(), 0, message.body());
  }

  private void transmit(FrameType type, int seq, byte[] body) {
    boolean session = type != FrameType.RST;
    out.add(type, seq, session ? link.ack() : 0, body, now);
    if (session) {
      link.acknowledgementLeft();
    }
  }

  private final class Numbered implements NumberedLink.Surroundings {
    @Override
    public void transmit(FrameType type, int seq, byte[] body) {
      HostSession.this.transmit(type, seq, body);
    }

    @Override
    public void deliver(FrameType type, byte[] body) throws ViolationException {
      Message message = Message.read(type, body);
      if (message instanceof BoardMessage.NetInfo info) {
        events.netInfo(info);
      } else {
        sockets.take(message);
      }
    }
  }

  // ---- Receiving ----

  private final class Incoming implements FrameDecoder.Sink {
    @Override
    public void frame(int type, int seq, int ack, byte[] body) {
      counters.good++;
      try {
        FrameType known = FrameType.of(type);
        if (known != null) {
          take(known, seq, ack, body);
        } else if (FrameType.isNumbered(type) && state == SessionState.UP) {
          throw new ViolationException("it sends frames of type " + type);
        }
      } catch (ViolationException e) {
        violated(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void bad() {
      counters.bad++;
    }

    @Override
    public void text(byte[] bytes) {
      events.log(log.take(bytes));
    }
  }

  private void take(FrameType type, int seq, int ack, byte[] body) throws ViolationException {
    if (type == FrameType.LOG) {
      events.log(log.take(body));
    }
    if (type == FrameType.HELLO) {
      hello(LinkMessage.Greeting.read(body), body);
      return;
    }
    if (state != SessionState.UP && state != SessionState.TUNING) {
      return;
    }
    heartbeat.heard(now);
    if (FrameType.isNumbered(type.code())) {
      link.acknowledged(ack, -1, now);
      link.received(type, seq, body, now);
      return;
    }
    switch (Message.read(type, body)) {
      case LinkMessage.Ack message -> link.acknowledged(ack, message.bitmap(), now);
      case LinkMessage.Pong pong -> {
        lastPong = pong;
        heartbeat.answered(now);
        link.acknowledged(ack, pong.bitmap(), now);
        link.answered(pong.id(), now);
        tuner.alive(now);
        judgeRate(pong);
      }
      case LinkMessage.Ping ping -> unanswered = ping;
      case LinkMessage.Baud step -> tuner.answer(step, now);
      case LinkMessage.Test test -> {
        tuner.reply(test, now);
        events.tested(test);
      }
      case LinkMessage.Bye bye -> lose(bye.meaning());
      default -> {}
    }
  }

  private void hello(LinkMessage.Greeting greeting, byte[] body) throws ViolationException {
    LinkMessage.Hello known = board;
    if (known != null && greeting.boot() != known.boot()) {
      lose("the board was reset");
    } else if (known != null && greeting.nonce() != nonce) {
      lose("the board has forgotten the session");
    } else if (state == SessionState.CALLING && greeting.nonce() == nonce) {
      if (greeting.version().major() == LinkMessage.MAJOR) {
        LinkMessage.Hello hello = (LinkMessage.Hello) Message.read(FrameType.HELLO, body);
        board = hello;
        begin(hello);
      } else {
        state = SessionState.GIVEN_UP;
        events.gaveUp(greeting.version().misfit());
      }
    }
  }

  private void begin(LinkMessage.Hello hello) {
    LinkMessage.Intake board = hello.limits().intake();
    boolean fixed = hello.can(LinkMessage.FIXED_RATE);
    state = SessionState.TUNING;
    if (fixed) {
      link.reset(LineRate.smaller(board, LineRate.intake(0)));
      link.limits(link.limits(), 0);
      baud = 0;
      stands();
      return;
    }
    link.reset(LineRate.smaller(board, LineRate.UNTUNED));
    baud = LineRate.BOOT;
    long highest = Math.min(baudMax, hello.identity().baudMax());
    tuner.start(
        LineRate.CANDIDATES.stream().filter(rate -> rate <= highest).toList(), baud, board, now);
  }

  private final class Tuned implements RateTuner.Line {
    @Override
    public void send(LinkMessage message) {
      unnumbered(message);
    }

    @Override
    public void rate(int newBaud) {
      out.flush(now);
      wire.rate(newBaud);
      decoder.reset();
      out.delimiter();
    }

    @Override
    public void agreed(int newBaud, LinkMessage.Intake intake) {
      baud = newBaud;
      // Without a COMMIT the board keeps to the limits before any; the host may do the same.
      link.limits(LineRate.smaller(link.limits(), LineRate.UNTUNED), newBaud);
      if (newBaud != LineRate.BOOT) {
        link.limits(intake, newBaud);
      }
      agreedAt = now;
      stands();
    }

    @Override
    public void lost() {
      lose("the board has not been heard since its rate was changed");
    }
  }

  private void stands() {
    judge.restart(lastPong);
    heartbeat.begin(now);
    LinkMessage.Hello hello = board;
    if (state == SessionState.TUNING && hello != null) {
      state = SessionState.UP;
      events.up(hello);
    }
  }

  private void judgeRate(LinkMessage.Pong pong) {
    LinkMessage.Hello hello = board;
    boolean steady = state == SessionState.UP && !tuner.isBusy();
    if (steady && hello != null && judge.isTooFast(pong, baud)) {
      tuner.start(LineRate.below(baud), baud, hello.limits().intake(), now);
    }
  }

  // ---- Ends ----

  private void call(long first) {
    state = SessionState.CALLING;
    nonce = nonces.getAsLong() & 0xffff_ffffL;
    if (nonce == 0) {
      nonce = 1;
    }
    nextCall = first;
    baud = LineRate.BOOT;
    wire.rate(LineRate.BOOT);
    decoder.reset();
  }

  private void end(SessionState before, String why) {
    if (before == SessionState.UP && baud > LineRate.BOOT && now - agreedAt < SHORT_LIFE) {
      baudMax = baud - 1;
    }
    board = null;
    lastPong = null;
    unanswered = null;
    tuner.stop();
    queue.clear();
    sockets.lost();
    if (before == SessionState.UP || before == SessionState.TUNING) {
      events.down(why);
    }
  }

  private void lose(String why) {
    SessionState before = state;
    if (before == SessionState.UP || before == SessionState.TUNING) {
      out.flush(now);
      state = SessionState.CALLING;
      end(before, why);
      call(now);
    }
  }

  private void violated(String text) {
    if (state != SessionState.UP && state != SessionState.TUNING) {
      return;
    }
    boolean enough = patience.isOver(now);
    unnumbered(new LinkMessage.Bye(LinkMessage.BYE_VIOLATION, text));
    String why = "the board breaks the protocol: " + text;
    lose(why);
    nextCall = now + AFTER_VIOLATION;
    if (enough) {
      state = SessionState.GIVEN_UP;
      events.gaveUp(why);
    }
  }
}
