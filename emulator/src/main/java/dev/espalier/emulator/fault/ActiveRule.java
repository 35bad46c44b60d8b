package dev.espalier.emulator.fault;

import org.jspecify.annotations.Nullable;

/** A rule at work: whether its fault holds now, for whom, and how often its trigger was met. */
final class ActiveRule {
  final FaultRule rule;

  /** When it begins, {@link Trigger.Perhaps} taken off. */
  final Trigger trigger;

  /** Of each beginning. */
  final double probability;

  /** How many connections or lines the trigger has counted. */
  int met;

  private long until = Long.MIN_VALUE;
  private @Nullable FaultyStream only;

  ActiveRule(FaultRule rule) {
    this.rule = rule;
    Trigger when = rule.trigger();
    double chance = 1;
    while (when instanceof Trigger.Perhaps(double each, Trigger inner)) {
      chance *= each;
      when = inner;
    }
    trigger = when;
    probability = chance;
  }

  void begin(long now, @Nullable FaultyStream stream) {
    until = rule.lastsNanos() > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + rule.lastsNanos();
    only = stream;
  }

  boolean holds(long now) {
    return now < until;
  }

  /** When it ends; meaningful while it holds. */
  long until() {
    return until;
  }

  /** The one connection that it holds for, null for all that the rule concerns. */
  @Nullable FaultyStream only() {
    return only;
  }
}
