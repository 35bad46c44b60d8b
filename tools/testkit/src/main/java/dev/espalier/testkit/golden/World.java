package dev.espalier.testkit.golden;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.FdSet;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.testkit.JsonObject;
import dev.espalier.testkit.peer.ScriptedPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The world of the recordings, the same for every scenario: one board with Kconfig's defaults, the
 * scripted peers on its loopback addresses, one seed.
 */
public final class World implements Stage {
  private static final long SEED = 12345;
  private static final long SECOND = 1_000_000_000;

  /** How long what is under way may still arrive after the last step. */
  private static final long LINGER_MICROS = 60_000;

  private static final int LIMIT_SECONDS = 60;

  /** The time of day when a scenario begins: certificates are made for it. */
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /**
   * Kconfig's defaults but for mbedTLS: that of the recordings was Linux's, which looks at the time
   * of day and fills records.
   */
  private static final SdkConfig MBEDTLS_OF_THE_RECORDINGS =
      SdkConfig.defaults()
          .with("CONFIG_MBEDTLS_HAVE_TIME_DATE=y")
          .with("CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN=16384");

  private static final Set<String> WARM_UP = Set.of("echo_text_000001", "wss_cfg_transport_ssl");
  private static final int WARM_UP_RUNS = 20;

  private final Profile profile;
  private final QuirkSet quirks;
  private final boolean realSockets;
  private boolean warm;
  private final Map<JsonObject, CertificateFiles> certificates = new HashMap<>();

  /**
   * Makes the world.
   *
   * @param profile whose behaviour is mirrored
   * @param realSockets true for the sockets of this machine in real time
   */
  public World(Profile profile, boolean realSockets) {
    this(profile, QuirkSet.of(profile), realSockets);
  }

  /**
   * Makes the world of a mirror with other quirks.
   *
   * @param profile whose behaviour is mirrored
   * @param quirks with which quirks
   * @param realSockets true for the sockets of this machine in real time
   */
  public World(Profile profile, QuirkSet quirks, boolean realSockets) {
    this(profile, quirks, realSockets, !realSockets);
  }

  /** Makes the world, for real sockets in a JVM that has played before. */
  World(Profile profile, QuirkSet quirks, boolean realSockets, boolean warm) {
    this.profile = profile;
    this.quirks = quirks;
    this.realSockets = realSockets;
    this.warm = warm;
  }

  @Override
  public Played play(Recording recording) {
    if (!warm) {
      warm = true;
      warmUp();
    }
    return playOnce(recording);
  }

  @Override
  public boolean isRealTime() {
    return realSockets;
  }

  /** In real time the first run is slow: classes are loaded. Nobody looks at this one. */
  private void warmUp() {
    var reader = new RecordingReader(WARM_UP::contains);
    try {
      reader.readBuiltIn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var simulated = new World(profile, quirks, false);
    for (Recording recording : reader.recordings()) {
      for (int i = 0; i < WARM_UP_RUNS; i++) {
        var _ = simulated.play(recording);
      }
      var _ = playOnce(recording);
    }
  }

  private Played playOnce(Recording recording) {
    JsonObject script = recording.script();
    CertificateFiles files =
        certificates.computeIfAbsent(
            recording.certificates(), spec -> new CertificateFiles(spec, NOON));
    PeerNetwork network =
        realSockets ? PeerNetwork.real(script) : PeerNetwork.simulated(SEED, script);
    ClockPolicy clock = realSockets ? ClockPolicy.real() : ClockPolicy.virtual();
    Simulation.Builder builder =
        Simulation.builder().seed(SEED).clock(clock).network(network.backend());
    try (Simulation simulation = builder.build()) {
      return play(simulation, script, network, files);
    }
  }

  private Played play(
      Simulation simulation, JsonObject script, PeerNetwork network, CertificateFiles files) {
    var recorder = new Recorder(simulation::now);
    List<ScriptedPeer> peers = new ArrayList<>();
    var noPorts = new Substitution(0, 0);
    List<JsonObject> peerScripts = peerScripts(script);
    for (JsonObject peerScript : peerScripts) {
      String label = peerScripts.size() > 1 ? "" + peers.size() : "";
      var side = new PeerSide(simulation, network, recorder, files, label);
      peers.add(new ScriptedPeer(side, noPorts.in(peerScript)));
    }
    int port = peers.isEmpty() ? 1 : peers.getFirst().port();
    int port2 = peers.size() > 1 ? peers.get(1).port() : port;
    BoardConfig config =
        BoardConfig.defaults()
            .withoutLimits() // as the recordings' machine
            .withProfile(profile)
            .withQuirks(quirks)
            .withSdkConfig(MBEDTLS_OF_THE_RECORDINGS)
            .withWallMicros(NOON.toEpochMilli() * 1000)
            .withConsole(recorder::console);
    Board board = simulation.board(config);
    var player =
        new Player(
            new Substitution(port, port2).in(script),
            recorder,
            files,
            World::crash,
            () -> {
              linger();
              simulation.stop();
            });
    peers.forEach(ScriptedPeer::start);
    board.boot(player);
    RunResult result = simulation.runFor(script.number("limit_s", LIMIT_SECONDS) * SECOND);
    peers.forEach(ScriptedPeer::shutdown);
    player.rethrow();
    Object exit = exit(player, result, recorder);
    return new Played(recorder.records(), exit);
  }

  private static List<JsonObject> peerScripts(JsonObject script) {
    List<JsonObject> scripts = new ArrayList<>();
    JsonObject peer = script.object("peer");
    if (peer != null) {
      scripts.add(peer);
    }
    scripts.addAll(script.objects("peers"));
    return scripts;
  }

  private static Object exit(Player player, RunResult result, Recorder recorder) {
    RunResult.Panic panic = result.panic();
    if (panic != null && !player.ended()) {
      recorder.boardAs("panic", panic.task()).put("text", String.valueOf(panic.thrown()));
      return Played.PANIC;
    }
    return player.ended() ? 0 : Played.HANG;
  }

  /** The program is over; the peers see what was under way. */
  private static void linger() {
    freeze();
    Task.delay(Timeout.exactMicros(LINGER_MICROS));
  }

  /** The program is gone, and its sockets with it, as far as the peers can see. */
  private static void crash() {
    freeze();
    for (int fd = 0; fd < FdSet.FD_SETSIZE; fd++) {
      var _ = Sockets.close(fd);
    }
    Task.delay(Timeout.exactMicros(LINGER_MICROS));
  }

  /** Stops every other task of the board: its program is over. */
  private static void freeze() {
    List<KernelTask> tasks = Chip.current().kernel().tasks();
    KernelTask current = Chip.current().kernel().current();
    for (KernelTask task : tasks) {
      if (!task.equals(current)) {
        task.suspend();
      }
    }
  }
}
