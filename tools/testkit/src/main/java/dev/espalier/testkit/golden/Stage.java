package dev.espalier.testkit.golden;

/** Where recordings are played: a world with a board, a network and the scripted peers. */
@FunctionalInterface
public interface Stage {
  /**
   * Plays a script from beginning to end.
   *
   * @param recording what to play; its records are not looked at
   * @return what happened
   */
  Played play(Recording recording);
}
