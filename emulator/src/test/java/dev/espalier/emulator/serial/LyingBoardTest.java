package dev.espalier.emulator.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A board that lies: it cannot crash the host, hang it or fill its memory. */
final class LyingBoardTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.ofLiteral("192.168.1.9"), 80);
  private static final int WINDOW = 16_384;

  private Liar liar = new Liar();
  private SerialNetwork network = SerialNetwork.simulated(_ -> liar);
  private final List<String> ends = new ArrayList<>();
  private Simulation simulation;
  private Network board;

  /** The far end of the line, in the hands of the test. */
  private static final class Liar implements ByteLink, FrameDecoder.Sink {
    private final FrameDecoder decoder = new FrameDecoder(2048, this);
    private final List<Message> heard = new ArrayList<>();
    private ByteLink.Receiver receiver =
        new ByteLink.Receiver() {
          @Override
          public void received(byte[] bytes) {}

          @Override
          public void lost(String why) {}
        };
    private boolean answers = true;
    private boolean acknowledges = true;
    private int seq;
    private int ack;

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void write(byte[] bytes) {
      decoder.feed(bytes, 0, bytes.length);
    }

    @Override
    public void rate(int baud) {}

    @Override
    public String name() {
      return "liar";
    }

    @Override
    public void close() {}

    @Override
    public void frame(int type, int number, int acknowledged, byte[] body) {
      try {
        FrameType known = Objects.requireNonNull(FrameType.of(type));
        Message message = Message.read(known, body);
        heard.add(message);
        if (FrameType.isNumbered(type) && acknowledges) {
          ack = (number + 1) & 0xff;
        }
        if (message instanceof LinkMessage.Rst rst && answers) {
          seq = 0;
          ack = 0;
          raw(FrameType.HELLO.code(), 0, 0, hello(rst.nonce()).body());
        } else if (message instanceof LinkMessage.Ping ping && answers) {
          raw(0x05, 0, ack, new LinkMessage.Pong(ping.id(), 0, 0, 0, 0, 0).body());
        }
      } catch (ViolationException e) {
        throw new AssertionError(e);
      }
    }

    private static LinkMessage.Hello hello(long nonce) {
      LinkMessage.Hello usual = TunnelVectors.hello(nonce, 7);
      return new LinkMessage.Hello(
          nonce,
          7,
          usual.version(),
          usual.capabilities() | LinkMessage.FIXED_RATE,
          usual.limits(),
          usual.identity());
    }

    @Override
    public void bad() {
      throw new AssertionError("the host sends bad frames");
    }

    @Override
    public void text(byte[] bytes) {
      throw new AssertionError("the host sends text");
    }

    void raw(int type, int number, int acknowledged, byte[] body) {
      receiver.received(FrameEncoder.encode(type, number, acknowledged, body));
    }

    void bytes(byte[] bytes) {
      receiver.received(bytes);
    }

    void numbered(Message message) {
      raw(message.type().code(), seq++ & 0xff, ack, message.body());
    }
  }

  @BeforeEach
  void plugIn() {
    ends.clear();
    liar = new Liar();
    network = SerialNetwork.simulated(_ -> liar);
    simulation = Simulation.builder().seed(1).network(network).build();
    board = network.attach(simulation.host("firmware"));
    simulation
        .board(BoardConfig.defaults())
        .boot(() -> {
          while (true) {
            Task.delay(Timeout.millis(1000));
          }
        });
    tunnel()
        .add(
            new SessionEvents() {
              @Override
              public void down(String why) {
                ends.add(why);
              }

              @Override
              public void gaveUp(String why) {
                ends.add("given up");
              }
            });
    run(1);
    assertTrue(tunnel().session().isUp());
  }

  @AfterEach
  void pullThePlug() {
    simulation.close();
  }

  private Tunnel tunnel() {
    return Objects.requireNonNull(network.tunnel());
  }

  private void run(long millis) {
    var _ = simulation.runFor(millis * 1_000_000);
  }

  private Endpoint connected() {
    Endpoint socket = board.open(false, false);
    assertEquals(-Errno.EINPROGRESS, socket.connect(SERVER));
    liar.numbered(new SocketMessage.Status(0, FrameType.CONNECT.code(), 0, SERVER));
    assertEquals(Endpoint.WRITABLE, socket.ready());
    return socket;
  }

  private void endsWith(String part) {
    run(1);
    assertEquals(1, ends.size(), ends.toString());
    assertTrue(ends.getFirst().contains(part), ends.toString());
    assertTrue(
        liar.heard.stream()
            .anyMatch(message ->
                message instanceof LinkMessage.Bye bye
                    && bye.reason() == LinkMessage.BYE_VIOLATION),
        "the board is told");
    run(2000);
    assertTrue(tunnel().session().isUp(), "a new session");
  }

  @Test
  void creditBeyondTheLimitEndsTheSession() {
    Endpoint socket = connected();
    liar.numbered(new SocketMessage.Credit(0, 0xffff_ffffL, 0));
    endsWith("credit");
    assertEquals(Errno.ECONNRESET, socket.takeError());
    assertEquals(-Errno.ECONNRESET, socket.read(new byte[1], 0, 1, false));
  }

  @Test
  void dataBeyondItsCreditEndsTheSessionAndIsNotKept() {
    Endpoint socket = connected();
    for (int i = 0; i < 17; i++) {
      liar.numbered(new SocketMessage.Data(0, new byte[1024]));
    }
    assertTrue(socket.available() <= WINDOW, "kept " + socket.available());
    endsWith("credit");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 63, 64, 254})
  void framesForSocketsThatAreNotOpenEndTheSession(int id) {
    liar.numbered(new SocketMessage.Data(id, new byte[10]));
    endsWith("not open");
  }

  @Test
  void acceptingIntoWhatIsNoSlotEndsTheSession() {
    Endpoint listening = board.open(false, false);
    assertEquals(0, listening.bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 80)));
    assertEquals(0, listening.listen(1));
    liar.numbered(new SocketMessage.Accepted(0, 9, SERVER, SERVER));
    endsWith("no slot");
    assertNull(listening.accept());
  }

  @Test
  void acknowledgingWhatWasNotSentEndsTheSession() {
    liar.raw(FrameType.ACK.code(), 0, 77, new LinkMessage.Ack(0).body());
    endsWith("not sent");
  }

  @Test
  void aBitmapOfFramesThatWereNotSentEndsTheSession() {
    liar.raw(FrameType.ACK.code(), 0, 0, new LinkMessage.Ack(0xffff).body());
    endsWith("not sent");
  }

  @Test
  void anAnswerThatNobodyAskedForEndsTheSession() {
    liar.numbered(new BoardMessage.Resolved(3, 0, List.of()));
    endsWith("not open");
  }

  @Test
  void whatOnlyHostsSendEndsTheSession() {
    liar.numbered(new SocketMessage.Open(0, 0, 0, 0));
    endsWith("OPEN");
  }

  @Test
  void anUnknownNumberedTypeEndsTheSession() {
    liar.raw(0x7f, 0, 0, new byte[3]);
    endsWith("type 127");
  }

  @Test
  void replayedFramesAreDropped() {
    Endpoint socket = connected();
    Message data = new SocketMessage.Data(0, new byte[] {1, 2, 3});
    for (int i = 0; i < 1000; i++) {
      liar.raw(data.type().code(), 1, liar.ack, data.body());
    }
    assertEquals(3, socket.available());
    assertTrue(ends.isEmpty(), ends.toString());
  }

  @Test
  void framesFarAheadAreNotKept() {
    Message data = new SocketMessage.Data(0, new byte[1000]);
    for (int number = 16; number < 240; number++) {
      liar.raw(data.type().code(), number, liar.ack, data.body());
    }
    run(100);
    assertEquals(0, tunnel().session().link().bitmap());
    assertTrue(ends.isEmpty(), ends.toString());
  }

  @Test
  void framesThatAreTooLongAreBad() {
    long before = tunnel().session().counters().bad;
    byte[] endless = new byte[1_000_000];
    Arrays.fill(endless, (byte) 0x99);
    liar.bytes(endless);
    liar.raw(FrameType.LOG.code(), 0, liar.ack, new byte[4000]);
    assertNotEquals(before, tunnel().session().counters().bad);
    assertTrue(ends.isEmpty(), ends.toString());
  }

  @Test
  void datagramsWithoutCreditOrInWrongPiecesEndTheSession() {
    Endpoint socket = board.open(false, true);
    assertEquals(0, socket.bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0)));
    liar.numbered(new SocketMessage.Dgram(0, SocketMessage.Dgram.LAST, 0, null, new byte[5]));
    endsWith("mixes");
  }

  @Test
  void threeViolationsInARowAreEnough() {
    for (int i = 0; i < 3; i++) {
      liar.numbered(new SocketMessage.Data(3, new byte[10]));
      run(2000);
    }
    assertEquals("given up", ends.getLast());
    assertEquals(SessionState.GIVEN_UP, tunnel().session().state());
    Endpoint late = board.open(false, false);
    assertEquals(-Errno.ENETDOWN, late.connect(SERVER));
  }

  @Test
  void logsWithoutEndAreCut() {
    for (int i = 0; i < 1000; i++) {
      liar.raw(FrameType.LOG.code(), 0, liar.ack, "x".repeat(900).getBytes(US_ASCII));
    }
    assertTrue(tunnel().log().length() <= 64 * 1024, "kept " + tunnel().log().length());
  }

  @Test
  void aBoardThatSaysNothingMoreIsLost() {
    Endpoint socket = connected();
    liar.answers = false;
    run(3400);
    assertTrue(ends.isEmpty(), ends.toString());
    run(300);
    assertEquals(1, ends.size());
    assertEquals(Errno.ECONNRESET, socket.takeError());
  }

  @Test
  void aBoardThatAnswersButAcknowledgesNothingBreaksTheProtocol() {
    Endpoint socket = connected();
    liar.acknowledges = false;
    assertEquals(1, socket.write(new byte[1], 0, 1));
    run(9990);
    assertTrue(ends.isEmpty(), ends.toString());
    run(500);
    endsWith("acknowledged nothing for 10");
    assertEquals(Errno.ECONNRESET, socket.takeError());
    assertEquals(-Errno.ECONNRESET, socket.write(new byte[1], 0, 1));
  }

  @Test
  void aBoardThatHearsNothingIsLostThoughItTalks() {
    Endpoint socket = connected();
    liar.acknowledges = false;
    assertEquals(1, socket.write(new byte[1], 0, 1));
    liar.answers = false;
    for (int i = 0; i < 12; i++) {
      run(1000);
      liar.raw(FrameType.LOG.code(), 0, liar.ack, new byte[] {'x'});
    }
    assertEquals(1, ends.size(), ends.toString());
    assertTrue(ends.getFirst().contains("does not hear Espalier"), ends.toString());
    assertEquals(Errno.ECONNRESET, socket.takeError());
  }

  @Test
  void whatCannotLeaveDoesNotPileUp() {
    Endpoint socket = connected();
    liar.acknowledges = false;
    for (int i = 1; i <= 10_000; i++) {
      assertEquals(0, socket.option(Network.Option.KEEP_IDLE, i));
      assertEquals(0, socket.option(Network.Option.KEEP_COUNT, i % 100));
    }
    liar.acknowledges = true;
    run(1000);
    assertTrue(ends.isEmpty(), ends.toString());
    List<SocketMessage.SetOpt> options =
        liar.heard.stream()
            .filter(SocketMessage.SetOpt.class::isInstance)
            .map(SocketMessage.SetOpt.class::cast)
            .toList();
    assertTrue(options.size() < 200, "sent " + options.size());
    assertTrue(options.stream().anyMatch(option -> option.value() == 10_000));
  }

  @Test
  void ofManyPingsAtOnceTheLastIsAnswered() {
    ByteArrayOutputStream flood = new ByteArrayOutputStream();
    for (int i = 1; i <= 1000; i++) {
      byte[] ping = new LinkMessage.Ping(i).body();
      flood.writeBytes(FrameEncoder.encode(FrameType.PING.code(), 0, liar.ack, ping));
    }
    liar.heard.clear();
    liar.bytes(flood.toByteArray());
    assertEquals(1, liar.heard.size());
    assertEquals(1000, ((LinkMessage.Pong) liar.heard.getFirst()).id());
  }

  @Test
  void aDatagramSocketThatTheBoardCannotOpenSaysSoOnceAndIsMadeAnew() {
    Endpoint socket = board.open(false, true);
    byte[] bytes = {1, 2, 3};
    assertEquals(3, socket.sendTo(bytes, 0, 3, SERVER));
    liar.numbered(new SocketMessage.Status(0, FrameType.OPEN.code(), Errno.ENOBUFS, null));
    assertTrue((socket.ready() & Endpoint.ERROR) != 0);
    assertEquals(-Errno.ENOBUFS, socket.sendTo(bytes, 0, 3, SERVER));
    assertTrue(liar.heard.contains(new SocketMessage.Close(0, 0)), liar.heard.toString());
    liar.heard.clear();
    assertEquals(3, socket.sendTo(bytes, 0, 3, SERVER));
    run(10);
    assertTrue(
        liar.heard.stream()
            .anyMatch(message -> message instanceof SocketMessage.Dgram gram && gram.id() == 1),
        liar.heard.toString());
    assertTrue(ends.isEmpty(), ends.toString());
  }

  @Test
  void aDatagramSocketThatTheBoardCannotConnectFailsTheReader() {
    Endpoint socket = board.open(false, true);
    assertEquals(0, socket.connect(SERVER));
    int connect = FrameType.CONNECT.code();
    liar.numbered(new SocketMessage.Status(0, connect, Errno.EHOSTUNREACH, null));
    assertTrue((socket.ready() & Endpoint.READABLE) != 0);
    assertEquals(-Errno.EHOSTUNREACH, socket.read(new byte[1], 0, 1, false));
    assertEquals(-Errno.EAGAIN, socket.read(new byte[1], 0, 1, false));
    assertEquals(
        2, liar.heard.stream().filter(SocketMessage.Connect.class::isInstance).count(), "anew");
    assertTrue(ends.isEmpty(), ends.toString());
  }

  @Test
  void whatTheBoardPrintsCannotSteerATerminal() {
    liar.raw(
        FrameType.LOG.code(), 0, liar.ack, "\033[32mI \033]0;mine\007\033[2J".getBytes(US_ASCII));
    assertEquals("\033[32mI ^[]0;mine^G^[[2J", tunnel().log());
  }

  @Test
  void aHelloWithAnotherBootIsAReset() {
    Endpoint socket = connected();
    LinkMessage.Hello other = TunnelVectors.hello(0, 8);
    liar.raw(FrameType.HELLO.code(), 0, 0, other.body());
    assertEquals(List.of("the board was reset"), ends);
    assertEquals(Errno.ECONNRESET, socket.takeError());
  }

  /** Ends the session, so that the host calls again, and does not answer. */
  private LinkMessage.Rst callAgain(LinkMessage.Hello ofAnotherBoot) {
    liar.answers = false;
    liar.raw(FrameType.HELLO.code(), 0, 0, ofAnotherBoot.body());
    run(1);
    return (LinkMessage.Rst) liar.heard.getLast();
  }

  @Test
  void anotherMajorVersionEndsAllTries() {
    LinkMessage.Hello mine = TunnelVectors.hello(0, 8);
    LinkMessage.Rst rst = callAgain(mine);
    var two = new LinkMessage.Version(2, 3);
    var hello = new LinkMessage.Hello(rst.nonce(), 8, two, 0, mine.limits(), mine.identity());
    liar.raw(FrameType.HELLO.code(), 0, 0, hello.body());
    String why = Objects.requireNonNull(tunnel().gaveUp());
    assertTrue(why.contains("2.3") && why.contains("flash the agent"), why);
  }

  @Test
  void anotherMajorVersionIsSeenWhateverItsHelloLooksLike() {
    LinkMessage.Rst rst = callAgain(TunnelVectors.hello(0, 8));
    byte[] body = new BodyWriter().u32(rst.nonce()).u32(8).u8(7).u8(0).take();
    liar.raw(FrameType.HELLO.code(), 0, 0, body);
    String why = Objects.requireNonNull(tunnel().gaveUp());
    assertTrue(why.contains("7.0") && why.contains("flash the agent"), why);
  }

  /** Frames of any type with bodies of any kind, well framed and acknowledged. */
  @Test
  void noFrameCrashesTheHost() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 300; round++) {
      pullThePlug();
      plugIn();
      Endpoint _ = connected();
      for (int i = 0; i < 60; i++) {
        byte[] body = new byte[random.nextInt(60)];
        random.nextBytes(body);
        if (body.length > 0 && random.nextBoolean()) {
          body[0] = (byte) random.nextInt(2);
        }
        int type = random.nextInt(4) == 0 ? random.nextInt(0x34) : 0x25 + random.nextInt(12);
        liar.raw(type, liar.seq++ & 0xff, liar.ack, body);
      }
      run(5000);
      SessionState state = tunnel().session().state();
      assertTrue(state == SessionState.UP || state == SessionState.GIVEN_UP, state.toString());
    }
  }
}
