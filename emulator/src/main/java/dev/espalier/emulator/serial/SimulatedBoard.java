package dev.espalier.emulator.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Network;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A board with the tunnel's agent, on simulated time, behind a simulated UART: for tests without
 * hardware. Its sockets are those of any {@link Network}.
 */
public final class SimulatedBoard {
  static final int SOCKET_BUFFER = 11_488;
  static final int SOCKETS = 16;
  private static final long MILLI = 1_000_000;
  private static final long SILENCE_MAX = 5000 * MILLI;
  private static final long HELLO_EVERY = 100 * MILLI;
  private static final long BOOT_NANOS = 300 * MILLI;
  private static final LinkMessage.Intake OWN = new LinkMessage.Intake(16, 1025, 9216);
  private static final String BOOT_TEXT =
      "ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n";

  private final UartModel model;
  private final Network network;
  private final Uplink uplink;
  private final SimulatedUart uart;
  private final LinkCounters counters = new LinkCounters();
  private final FrameEncoder encoder = new FrameEncoder();
  private final FrameDecoder decoder = new FrameDecoder(OWN.payload(), new Incoming());
  private final NumberedLink link = new NumberedLink(OWN, new Numbered(), counters);
  private final @Nullable BoardSocket[] ids = new @Nullable BoardSocket[SOCKETS];
  private final Deque<Message> control = new ArrayDeque<>();
  private final Alarm alarm;
  private final BoardRate rate;
  private final BoardAir air = new BoardAir();
  private final Alarm booted;

  private LinkMessage.@Nullable Rst host;
  private long boot;
  private boolean running;
  private long heardAt;
  private long helloAt = Long.MIN_VALUE / 2;
  private long droppedDatagrams;
  private int turn;
  private int depth;

  /**
   * Makes a board that is plugged in and has booted.
   *
   * @param model its line
   * @param network what its sockets live on
   * @param uplink its time
   */
  public SimulatedBoard(UartModel model, Network network, Uplink uplink) {
    this.model = model;
    this.network = network;
    this.uplink = uplink;
    this.uart = new SimulatedUart(model, uplink, this::received);
    this.alarm = uplink.alarm(() -> step(this::tick));
    this.rate = new BoardRate(model, uart, this::switched);
    this.rate.alarm(uplink.alarm(() -> step(rate::switchNow)));
    this.booted = uplink.alarm(this::booted);
    this.boot = draw();
    this.running = true;
  }

  /**
   * The host's end of its cable.
   *
   * @return the line
   */
  public ByteLink link() {
    return uart;
  }

  private long draw() {
    return (uplink.random() & 0xffff_ffffL) | 1;
  }

  private long now() {
    return uplink.now();
  }

  /** Presses its reset button: boot text, and everything is forgotten. */
  public void reset() {
    endSession();
    uart.clear();
    running = false;
    boot = draw();
    alarm.cancel();
    rate.reset();
    byte[] _ = encoder.take();
    uart.send(BOOT_TEXT.getBytes(US_ASCII));
    booted.set(now() + BOOT_NANOS);
  }

  private void booted() {
    running = true;
    step(() -> {
      encoder.addDelimiter();
      hello(0);
    });
  }

  /** Pulls its cable; it loses its power. */
  public void unplug() {
    endSession();
    running = false;
    alarm.cancel();
    booted.cancel();
    uart.unplug();
  }

  /** Plugs it in again. */
  public void plug() {
    uart.plug();
    reset();
  }

  /**
   * Prints raw text, as the boot loader or a panic does.
   *
   * @param text what to print
   */
  public void print(String text) {
    uart.send(text.getBytes(UTF_8));
  }

  /**
   * Loses or regains its access point.
   *
   * @param up whether it is joined
   * @param reason why not, {@code wifi_err_reason_t}
   */
  public void wifi(boolean up, int reason) {
    step(() -> send(air.turn(up, reason)));
  }

  /**
   * Gets another address.
   *
   * @param ip the new one
   */
  public void address(InetAddress ip) {
    step(() -> send(air.move(ip)));
  }

  /**
   * Sets whether WIFI_JOIN is taken and nothing follows, as with an access point that never
   * answers.
   *
   * @param value true for silence
   */
  public void silentOnWifi(boolean value) {
    air.silent(value);
  }

  /**
   * How often a FIFO or the ring was too small.
   *
   * @return the count
   */
  public long overflows() {
    return uart.fifoOverflows() + uart.ringOverflows();
  }

  /**
   * The rate it is at.
   *
   * @return bits per second
   */
  public int baud() {
    return rate.baud();
  }

  // ---- The agent ----

  /** Runs something, and then what is due on the wire. */
  void step(Runnable action) {
    if (!running) {
      return;
    }
    depth++;
    action.run();
    if (depth == 1) {
      pump();
      flush();
      arm();
    }
    depth--;
  }

  private void received(byte[] bytes) {
    step(() -> decoder.feed(bytes, 0, bytes.length));
  }

  private void flush() {
    if (!encoder.isEmpty()) {
      uart.send(encoder.take());
    }
  }

  private void arm() {
    long due = Long.MAX_VALUE;
    if (host != null) {
      due = Math.min(heardAt + SILENCE_MAX, link.deadline());
    }
    due = Math.min(due, rate.deadline(heardAt));
    if (due == Long.MAX_VALUE) {
      alarm.cancel();
    } else {
      alarm.set(Math.max(due, now()));
    }
  }

  private void tick() {
    rate.tick(heardAt);
    if (host != null) {
      if (now() - heardAt >= SILENCE_MAX) {
        endSession();
        rate.back();
      } else {
        link.tick(now());
      }
    }
  }

  private void switched() {
    decoder.reset();
    encoder.addDelimiter();
  }

  private void endSession() {
    host = null;
    control.clear();
    for (int id = 0; id < SOCKETS; id++) {
      BoardSocket socket = ids[id];
      ids[id] = null;
      if (socket != null) {
        socket.drop();
      }
    }
  }

  int payload() {
    return link.limits().payload();
  }

  void dropped() {
    droppedDatagrams++;
  }

  void put(int id, @Nullable BoardSocket socket) {
    ids[id] = socket;
  }

  void send(Message message) {
    if (host != null) {
      control.add(message);
    }
  }

  private void pump() {
    while (host != null) {
      Message first = control.peek();
      if (first != null) {
        byte[] body = first.body();
        if (!link.hasRoom(body.length)) {
          break;
        }
        control.remove();
        link.send(first.type(), body, now());
      } else if (!link.hasRoom(payload()) || !sendData()) {
        break;
      }
    }
    if (host != null) {
      link.flush(now());
    }
  }

  /** One frame of the next socket that has any. */
  private boolean sendData() {
    for (int i = 0; i < SOCKETS; i++) {
      BoardSocket socket = ids[(turn + i) % SOCKETS];
      SocketMessage data = socket == null ? null : socket.next(payload());
      if (socket != null && data != null) {
        turn = (turn + i + (socket.isInPieces() ? 0 : 1)) % SOCKETS;
        link.send(data.type(), data.body(), now());
        return true;
      }
    }
    return false;
  }

  private void unnumbered(LinkMessage message) {
    transmit(message.type(), 0, message.body());
  }

  private void transmit(FrameType type, int seq, byte[] body) {
    encoder.add(type.code(), seq, type == FrameType.HELLO ? 0 : link.ack(), body, false);
    if (type != FrameType.HELLO) {
      link.acknowledgementLeft();
    }
  }

  private void hello(long nonce) {
    helloAt = now();
    unnumbered(model.hello(nonce, boot, OWN));
  }

  private final class Numbered implements NumberedLink.Surroundings {
    @Override
    public void transmit(FrameType type, int seq, byte[] body) {
      SimulatedBoard.this.transmit(type, seq, body);
    }

    @Override
    public void deliver(FrameType type, byte[] body) throws ViolationException {
      switch (Message.read(type, body)) {
        case SocketMessage.Open open -> {
          if (open.id() >= SOCKETS || ids[open.id()] != null) {
            throw new ViolationException("OPEN of socket " + open.id());
          }
          ids[open.id()] = BoardSocket.open(SimulatedBoard.this, network, open);
        }
        case SocketMessage.AcceptSlot slot -> {
          ids[slot.id()] = BoardSocket.slot(SimulatedBoard.this, slot.id());
          of(slot.listener(), slot);
        }
        case SocketMessage message -> of(message.id(), message);
        case BoardMessage message -> board(message);
        case LinkMessage message -> throw new ViolationException(message + " is not numbered");
      }
    }

    private void of(int id, SocketMessage message) throws ViolationException {
      BoardSocket socket = id < SOCKETS ? ids[id] : null;
      if (socket != null) {
        socket.take(message);
      }
    }
  }

  private void board(BoardMessage message) throws ViolationException {
    switch (message) {
      case BoardMessage.Resolve resolve ->
          network.resolve(
              resolve.name(),
              found ->
                  step(() ->
                      send(
                          new BoardMessage.Resolved(
                              resolve.request(),
                              found.isEmpty() ? Errno.EHOSTUNREACH : 0,
                              found.subList(0, Math.min(8, found.size()))))));
      case BoardMessage.WifiJoin join -> {
        taken(FrameType.WIFI_JOIN);
        if (air.join(join.ssid())) {
          send(air.info());
        }
      }
      case BoardMessage.WifiLeave _ -> {
        taken(FrameType.WIFI_LEAVE);
        send(air.turn(false, BoardAir.ASSOC_LEAVE));
      }
      default -> throw new ViolationException("a host does not send " + message.type());
    }
  }

  private void taken(FrameType type) {
    send(new SocketMessage.Status(BoardMessage.NO_SOCKET, type.code(), 0, null));
  }

  private final class Incoming implements FrameDecoder.Sink {
    @Override
    public void frame(int type, int seq, int ack, byte[] body) {
      counters.good++;
      heardAt = now();
      FrameType known = FrameType.of(type);
      if (known == null) {
        return;
      }
      try {
        take(known, seq, ack, body);
      } catch (ViolationException e) {
        unnumbered(new LinkMessage.Bye(LinkMessage.BYE_VIOLATION, String.valueOf(e.getMessage())));
        endSession();
      }
    }

    @Override
    public void bad() {
      counters.bad++;
    }

    @Override
    public void text(byte[] bytes) {
      counters.bad++;
    }
  }

  private void take(FrameType type, int seq, int ack, byte[] body) throws ViolationException {
    if (type == FrameType.RST) {
      begin((LinkMessage.Rst) Message.read(type, body));
      return;
    }
    if (host == null) {
      outsideOfSession(type);
      return;
    }
    if (FrameType.isNumbered(type.code())) {
      link.acknowledged(ack, -1, now());
      link.received(type, seq, body, now());
      return;
    }
    switch (Message.read(type, body)) {
      case LinkMessage.Ack message -> link.acknowledged(ack, message.bitmap(), now());
      case LinkMessage.Pong pong -> {
        link.acknowledged(ack, pong.bitmap(), now());
        link.answered(pong.id(), now());
      }
      case LinkMessage.Ping ping ->
          unnumbered(
              new LinkMessage.Pong(
                  ping.id(),
                  link.bitmap(),
                  counters.good,
                  counters.bad,
                  droppedDatagrams,
                  200_000));
      case LinkMessage.Test test -> {
        if (test.op() == LinkMessage.Test.REQUEST && test.isWhole()) {
          unnumbered(new LinkMessage.Test(LinkMessage.Test.REPLY, test.index(), test.pattern()));
        }
      }
      case LinkMessage.Baud step -> rate(step);
      case LinkMessage.Bye _ -> {
        endSession();
        rate.back();
      }
      default -> {}
    }
  }

  private void outsideOfSession(FrameType type) {
    switch (type) {
      case HELLO, BYE, TEST, BAUD -> {}
      default -> {
        if (now() - helloAt >= HELLO_EVERY) {
          hello(0);
        }
      }
    }
  }

  private void begin(LinkMessage.Rst rst) {
    LinkMessage.Rst before = host;
    boolean fresh = before == null || before.nonce() != rst.nonce();
    if (fresh) {
      endSession();
      host = rst;
      link.reset(
          LineRate.smaller(rst.intake(), model.usbJtag ? LineRate.intake(0) : LineRate.UNTUNED));
      link.limits(link.limits(), model.usbJtag ? 0 : rate.baud());
    }
    hello(rst.nonce());
    if (fresh) {
      send(air.info());
    }
  }

  private void rate(LinkMessage.Baud step) {
    if (step.op() == LinkMessage.Baud.SET) {
      boolean can = rate.can(step.baud());
      unnumbered(step.with(can ? LinkMessage.Baud.ACCEPT : LinkMessage.Baud.REFUSE));
      if (can) {
        flush();
        rate.switchTo((int) step.baud());
      }
    } else if (step.op() == LinkMessage.Baud.COMMIT && rate.commit(step.baud())) {
      LinkMessage.Rst rst = host;
      if (rst != null) {
        link.limits(
            LineRate.smaller(
                rst.intake(), new LinkMessage.Intake(16, step.payload(), step.window())),
            rate.baud());
      }
      unnumbered(step.with(LinkMessage.Baud.COMMITTED));
    }
  }
}
