package dev.espalier.testkit.golden;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.profile.Profile;
import dev.espalier.testkit.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

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

  private static final Pattern PANIC_TASK = Pattern.compile("(?m)^Task: (.*?)\\r?$");

  private final Profile profile;
  private final boolean realSockets;

  /**
   * Makes the world.
   *
   * @param profile whose behaviour is mirrored
   * @param realSockets true for the sockets of this machine in real time
   */
  public World(Profile profile, boolean realSockets) {
    this.profile = profile;
    this.realSockets = realSockets;
  }

  @Override
  public Played play(Recording recording) {
    JsonObject script = recording.script();
    if (script.object("peer") != null || !script.objects("peers").isEmpty()) {
      throw new JsonObject.FormatException("peers need a network, which is not there yet");
    }
    ClockPolicy clock = realSockets ? ClockPolicy.real() : ClockPolicy.virtual();
    try (Simulation simulation = Simulation.builder().seed(SEED).clock(clock).build()) {
      var substitution = new Substitution(1, 1);
      Board board = simulation.board(BoardConfig.defaults().withProfile(profile));
      var recorder = new Recorder(simulation::now);
      var player =
          new Player(
              substitution.in(script),
              recorder,
              () -> {
                freeze();
                Task.delay(Timeout.exactMicros(LINGER_MICROS));
                simulation.stop();
              });
      board.boot(player);
      long limit = script.number("limit_s", LIMIT_SECONDS) * SECOND;
      RunResult result = simulation.runFor(limit);
      player.rethrow();
      Object exit = exit(player, result, recorder);
      return new Played(recorder.records(), exit);
    }
  }

  private static Object exit(Player player, RunResult result, Recorder recorder) {
    if (result.end() == RunResult.End.PANIC && !player.ended()) {
      var task = PANIC_TASK.matcher(result.report());
      recorder
          .boardAs("panic", task.find() ? task.group(1) : "unknown")
          .put("text", result.report().strip());
      return Played.PANIC;
    }
    return player.ended() ? 0 : Played.HANG;
  }

  /** Stops every other task of the board: its program is over. */
  static void freeze() {
    List<KernelTask> tasks = Chip.current().kernel().tasks();
    KernelTask current = Chip.current().kernel().current();
    for (KernelTask task : tasks) {
      if (!task.equals(current)) {
        task.suspend();
      }
    }
  }
}
