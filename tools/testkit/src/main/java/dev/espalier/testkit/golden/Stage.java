package dev.espalier.testkit.golden;

/** Where recordings are played: a world with a board, a network and the scripted peers. */
public interface Stage {
  /**
   * Plays a script from beginning to end.
   *
   * @param recording what to play; its records are not looked at
   * @return what happened
   */
  Played play(Recording recording);

  /**
   * Whether the host's own delays are in the times that are measured.
   *
   * @return true when times say nothing about the mirror
   */
  boolean isRealTime();
}
