package dev.espalier.testkit.junit;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.SchedulePolicy;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.fault.Faults;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.testkit.lab.ConsoleLog;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.lab.LabConfig;
import dev.espalier.testkit.peer.WebSocketServer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes and judges the labs of {@link EspalierTest}. */
public final class EspalierExtension
    implements ParameterResolver, AfterEachCallback, TestTemplateInvocationContextProvider {
  private static final String SEED_PROPERTY = "espalier.seed";
  private static final Namespace NAMESPACE = Namespace.create(EspalierExtension.class);

  private static final Map<Class<?>, Function<TestWorld, Object>> PARAMETERS =
      Map.of(
          Lab.class, TestWorld::lab,
          Simulation.class, world -> world.lab().simulation(),
          Board.class, world -> world.lab().board(),
          SimulatedNetwork.class, world -> world.lab().network(),
          ConsoleLog.class, world -> world.lab().log(),
          Faults.class, world -> world.lab().faults(),
          WebSocketServer.class, TestWorld::server,
          Clock.class, TestWorld::clock);

  /** For JUnit. */
  public EspalierExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    EspalierTest test = annotation(context);
    String only = System.getProperty(SEED_PROPERTY);
    if (only != null) {
      return Stream.of(new SeededRun(seed(only)));
    }
    return LongStream.range(0, Math.max(1, test.seeds()))
        .mapToObj(i -> new SeededRun(test.seed() + i));
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D" + SEED_PROPERTY + " is a whole number, as a failed test shows it: '" + text + "'",
          e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestWorld world =
        context
            .getStore(NAMESPACE)
            .computeIfAbsent(TestWorld.class, key -> make(context), TestWorld.class);
    return Objects.requireNonNull(PARAMETERS.get(parameter.getParameter().getType())).apply(world);
  }

  private static TestWorld make(ExtensionContext context) {
    EspalierTest test = annotation(context);
    Long drawn = context.getStore(NAMESPACE).get(SEED_PROPERTY, Long.class);
    long seed = drawn == null ? test.seed() : drawn;
    SdkConfig options = SdkConfig.defaults();
    for (String option : test.sdkconfig()) {
      options = options.with(option);
    }
    var boards = new BoardConfig[test.boards()];
    BoardConfig board =
        BoardConfig.defaults()
            .withProfile(test.profile())
            .withSdkConfig(options)
            .withPanicsMax(test.panics());
    Arrays.fill(boards, test.heap() == 0 ? board : board.withHeapBytes(test.heap()));
    LabConfig config = LabConfig.defaults().withSeed(seed).withBoards(boards);
    if (test.explore()) {
      config = config.withSchedule(SchedulePolicy.explore(seed));
    }
    return new TestWorld(new Lab(config));
  }

  private static EspalierTest annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getTestMethod(), EspalierTest.class)
        .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), EspalierTest.class))
        .orElseThrow();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestWorld world = context.getStore(NAMESPACE).get(TestWorld.class, TestWorld.class);
    if (world != null) {
      world.end(context.getExecutionException().isEmpty());
    }
  }

  /** One run of a test that has several, or one, as JUnit sees it. */
  private record SeededRun(long seed) implements TestTemplateInvocationContext, BeforeEachCallback {
    @Override
    public String getDisplayName(int invocation) {
      return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      context.getStore(NAMESPACE).put(SEED_PROPERTY, seed);
    }
  }
}
