package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The example testee against a fuzzing server on virtual time: the whole client under COMPONENT_1_8
 * keeps the rules of RFC 6455.
 */
final class Rfc6455Test {
  private static final Path TESTEE = Path.of("../../examples/AutobahnTestee.java");
  private static final QuirkSet CURRENT = QuirkSet.of(Profile.COMPONENT_1_8);
  private static final long HOUR = 3_600_000_000_000L;

  /** Runs the testee through the cases; gives what is wrong with each, by its name. */
  private static List<String> complaints(List<FuzzingCase> cases, QuirkSet quirks) {
    SimulatedNetwork network = new SimulatedNetwork(1);
    StringBuilder console = new StringBuilder();
    FirmwareImage image = FirmwareImage.load(TESTEE);
    List<String> complaints = new ArrayList<>();
    try (Simulation simulation = Simulation.builder().network(network).build()) {
      InetAddress address = InetAddress.ofLiteral("192.168.1.5");
      FuzzingServer server =
          new FuzzingServer(
              network.host(simulation.host("server"), "server", address), 9001, cases);
      simulation
          .board(
              Boards.equipped(SdkConfig.defaults())
                  .withProfile(Profile.COMPONENT_1_8)
                  .withQuirks(quirks)
                  .withConsole(console::append))
          .boot(() -> run(image.create()));
      RunResult result = simulation.runFor(HOUR);
      assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + console);
      assertTrue(server.reported(), console::toString);
      assertEquals(cases.size(), server.verdicts().size(), console::toString);
      for (Map.Entry<Integer, String> verdict : server.verdicts().entrySet()) {
        if (!verdict.getValue().equals("OK")) {
          complaints.add(cases.get(verdict.getKey() - 1).name() + ": " + verdict.getValue());
        }
      }
    }
    return complaints;
  }

  private static void run(Firmware testee) {
    testee.arguments(List.of("ws://192.168.1.5:9001", "test"));
    testee.appMain();
  }

  @Test
  void keepsTheRulesUnderTheCurrentProfile() {
    assertEquals(List.of(), complaints(Rfc6455Cases.all(), CURRENT));
  }

  /** The cases would show a client that is wrong. */
  @ParameterizedTest
  @CsvSource({
    "FRAME_HEADER_UNCHECKED, reserved bits, 35, 28",
    "FRAME_HEADER_UNCHECKED, 5.2 opcode 3, 2, 2",
    "HEADER_PART_IN_ONE_READ, byte by byte, 5, 5",
    "PONG_FROM_SHORT_BUFFER, byte by byte, 5, 3",
    "EMPTY_SEND_REFUSED, ', 0 bytes', 4, 4",
  })
  void showsAClientThatIsWrong(Quirk quirk, String name, int count, int wrong) {
    List<FuzzingCase> cases =
        Rfc6455Cases.all().stream().filter(c -> c.name().contains(name)).toList();
    assertEquals(count, cases.size());
    assertEquals(wrong, complaints(cases, CURRENT.with(quirk, true)).size());
  }
}
