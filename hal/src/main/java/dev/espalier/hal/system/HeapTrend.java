package dev.espalier.hal.system;

/** Least squares over use at events of one kind; the first event is left out: it sets things up. */
final class HeapTrend {
  private final String event;
  private int count;
  private double sumX;
  private double sumY;
  private double sumXy;
  private double sumXx;

  HeapTrend(String event) {
    this.event = event;
  }

  boolean of(String other) {
    return event.equals(other);
  }

  void add(int used) {
    count++;
    if (count > 1) {
      double x = count;
      sumX += x;
      sumY += used;
      sumXy += x * used;
      sumXx += x * x;
    }
  }

  HeapReport.Trend toReport() {
    return new HeapReport.Trend(event, count, slope());
  }

  /** Bytes more per event; 0 with less than two events after the first. */
  private long slope() {
    double n = count - 1;
    if (n < 2) {
      return 0;
    }
    return Math.round((n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX));
  }
}
