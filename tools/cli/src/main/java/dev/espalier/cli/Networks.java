package dev.espalier.cli;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.JvmNetwork;
import java.util.function.Function;

/** The networks that {@code --net} knows. */
final class Networks {
  /** The network of this machine. */
  static final String JVM = "jvm";

  /** A simulated one, see {@link SimulatedServers}. */
  static final String SIM = "sim";

  private Networks() {}

  /**
   * Begins a simulation with a network and a clock.
   *
   * @param name what {@code --net} says
   * @param clock what {@code --clock} says
   * @param usage makes the exception for a wrong command line
   */
  static Simulation.Builder named(
      String name, ClockPolicy clock, Function<String, ? extends RuntimeException> usage) {
    String kind = name.contains(":") ? name.substring(0, name.indexOf(':') + 1) : name;
    return switch (kind) {
      case "none", SIM -> Simulation.builder().clock(clock);
      case JVM -> {
        if (!clock.equals(ClockPolicy.real())) {
          throw usage.apply(
              "--clock "
                  + clock
                  + " cannot go with --net jvm, whose real sockets cannot jump in time: use"
                  + " --net sim or none, or --clock real");
        }
        yield Simulation.builder().clock(clock).network(new JvmNetwork());
      }
      case SerialTarget.SCHEME -> {
        if (!clock.equals(ClockPolicy.real())) {
          throw usage.apply(
              "--clock "
                  + clock
                  + " cannot go with --net serial:…, whose board cannot jump in time: use"
                  + " --net sim or none, or --clock real");
        }
        yield Simulation.builder().clock(clock);
      }
      case "sim:" ->
          throw usage.apply(
              "--net sim takes no file: what a world is made of stands in a scenario, for espalier"
                  + " test");
      default -> throw usage.apply("--net is jvm, sim, none or serial:PORT: '" + name + "'");
    };
  }
}
