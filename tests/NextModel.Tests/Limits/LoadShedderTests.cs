using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Tests.Limits;

public sealed class LoadShedderTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan InTime = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);
    private static readonly Project Quiet = Named("quiet");
    private static readonly Project Loud = Named("loud");

    private readonly LoadShedder _load = new(() => MaxWait);

    [Fact]
    public void Refuse_WorkInTime_RefusesNobodyHoweverManyAsk()
    {
        for (var tick = 0; tick < 100; tick++)
        {
            Ask(Loud, 10_000).ShouldBe(10_000);
            _load.Note(InTime).ShouldBeFalse();
        }
    }

    // A collection of garbage, or a process that was stopped for a while, is no overload.
    [Fact]
    public void Refuse_SingleLateTicks_RefuseNobody()
    {
        for (var tick = 0; tick < 100; tick++)
        {
            Ask(Loud, 100).ShouldBe(100);
            _load.Note(tick % 5 == 4 ? InTime : TimeSpan.FromMinutes(1)).ShouldBeFalse();
        }
    }

    [Fact]
    public void Refuse_LateForHalfASecond_LetsInLessThanItDid()
    {
        Overload(100);

        Ask(Loud, 1_000).ShouldBeInRange(50, 75);
        var refusal = _load.Refuse(Loud).ShouldNotBeNull();
        refusal.Code.ShouldBe(GatewayErrorCode.Overloaded);
        refusal.Message.ShouldContain("work waits 2000 ms for a processor");
        refusal.RetryAfter!.Value.TotalSeconds.ShouldBeInRange(1, 3);
    }

    [Fact]
    public void Note_StaysLate_FallsByAQuarterEachThreeTicks()
    {
        Overload(1_000);
        var before = _load.RequestsPerSecond.ShouldNotBeNull();

        for (var tick = 0; tick < 6; tick++)
        {
            Ask(Loud, 2_000);
            _load.Note(Late);
        }

        _load.RequestsPerSecond.ShouldNotBeNull().ShouldBe(before * 0.75 * 0.75, 0.001);
    }

    [Fact]
    public void Note_NeverInTimeAgain_StillLetsSomeIn()
    {
        Overload(1_000);
        for (var tick = 0; tick < 1_000; tick++)
        {
            Ask(Loud, 100);
            _load.Note(Late);
        }

        Ask(Loud, 100).ShouldBe(2);
    }

    [Fact]
    public void Note_InTimeAgain_RisesUntilNobodyIsRefusedAndThenEnds()
    {
        Overload(100);
        var ticks = 0;
        do
        {
            Ask(Loud, 90);
            ticks++;
        }
        while (!_load.Note(InTime));

        ticks.ShouldBeInRange(21, 60);
        _load.RequestsPerSecond.ShouldBeNull();
        Ask(Loud, 10_000).ShouldBe(10_000);
    }

    [Fact]
    public void Refuse_OneProjectFloods_TheOthersAreRefusedNothing()
    {
        Overload(100);
        for (var tick = 0; tick < 3; tick++)
        {
            Ask(Quiet, 10);
            Ask(Loud, 5_000);
            _load.Note(Late);
        }

        Ask(Loud, 5_000).ShouldBeInRange(20, 60);
        Ask(Quiet, 10).ShouldBe(10);
    }

    // One for each tenth of a project: not none.
    [Fact]
    public void Refuse_MoreProjectsThanRequests_LetsSomeOfThemIn()
    {
        Overload(20);
        var projects = Enumerable.Range(0, 500).Select(n => Named($"p{n}")).ToList();
        var letIn = 0;
        for (var tick = 0; tick < 50; tick++)
        {
            letIn += projects.Sum(project => Ask(project, 1));
            _load.Note(tick % 3 == 0 ? Late : InTime);
        }

        letIn.ShouldBeInRange(100, 5_000);
    }

    // A server that does 100 a tick and is asked for 400, where to refuse costs a tenth of what to answer does.
    [Fact]
    public void Refuse_FourTimesWhatTheServerCan_KeepsTheWaitShortAndTheServerAtWork()
    {
        const double capacity = 100, refusing = 0.1;
        var (queue, served, waits) = (0.0, 0.0, new List<double>());
        for (var tick = 0; tick < 1_000; tick++)
        {
            var letIn = Ask(Loud, 400);
            var room = Math.Max(0, capacity - ((400 - letIn) * refusing));
            queue += letIn;
            var done = Math.Min(queue, room);
            queue -= done;
            var wait = TimeSpan.FromTicks((long)(queue / capacity * LoadShedder.Tick.Ticks));
            _load.Note(wait);
            if (tick >= 200)
            {
                served += done;
                waits.Add(wait.TotalMilliseconds);
            }
        }

        (served / 800).ShouldBeGreaterThan(0.8 * (capacity - (300 * refusing)));
        waits.Average().ShouldBeLessThan(2 * MaxWait.TotalMilliseconds);
    }

    [Theory]
    [InlineData(100, new[] { 10, 20, 30 }, 70)]
    [InlineData(60, new[] { 10, 20, 30 }, 30)]
    [InlineData(30, new[] { 10, 20, 30 }, 10)]
    [InlineData(50, new[] { 10, 20, 30 }, 20)]
    [InlineData(10, new[] { 1_000 }, 10)]
    [InlineData(10, new int[0], 10)]
    public void LevelFor_Asked_IsTheLevelOfWater(double limit, int[] asked, double expected)
    {
        var shares = new LoadShares(int.MaxValue);
        for (var project = 0; project < asked.Length; project++)
        {
            for (var n = 0; n < asked[project]; n++)
            {
                shares.TryTake($"p{project}").ShouldBeTrue();
            }
        }

        shares.LevelFor(limit).ShouldBe(expected, 1e-9);
    }

    private static Project Named(string id) => new(id, "org", "team", id);

    private void Overload(int perTick)
    {
        var began = false;
        for (var tick = 0; tick < 60 && !began; tick++)
        {
            Ask(Loud, perTick).ShouldBe(perTick);
            began = _load.Note(tick < 50 ? InTime : Late);
        }

        began.ShouldBeTrue();
    }

    private int Ask(Project project, int count) => Enumerable.Range(0, count).Count(_ => _load.Refuse(project) is null);
}
