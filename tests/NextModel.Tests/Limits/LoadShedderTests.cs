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

    private readonly LoadShedder _load = new(() => MaxWait) { Least = 2 };

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
        refusal.Message.ShouldContain("a request waits 2000 ms before anything is done for it");
        refusal.RetryAfter!.Value.TotalSeconds.ShouldBeInRange(1, 3);
    }

    [Fact]
    public void Note_StaysLate_FallsByATenthEachTick()
    {
        Overload(1_000);
        var before = _load.RequestsPerSecond.ShouldNotBeNull();

        for (var tick = 0; tick < 3; tick++)
        {
            Ask(Loud, 2_000);
            _load.Note(Late);
        }

        _load.RequestsPerSecond.ShouldNotBeNull().ShouldBe(before * Math.Pow(0.9, 3), 0.001);
    }

    // To refuse costs too, and where that alone makes everybody wait, to let in less helps nobody.
    [Fact]
    public void Note_NeverInTimeAgain_StillLetsAQuarterIn()
    {
        Overload(1_000);
        for (var tick = 0; tick < 1_000; tick++)
        {
            Ask(Loud, 2_000);
            _load.Note(Late);
        }

        Ask(Loud, 2_000).ShouldBeInRange(220, 250);
    }

    // An answer that comes right after a wait was noted, once the machine is free again.
    [Fact]
    public void Note_RightAfterAnother_LeavesEverybodyTheirShare()
    {
        Overload(100);

        _load.Note(Late, TimeSpan.FromMilliseconds(1));

        Ask(Named("new"), 10).ShouldBe(10);
    }

    [Fact]
    public void Note_LongTick_GivesAsMuchMore()
    {
        Overload(1_000);
        for (var tick = 0; tick < 20; tick++)
        {
            Ask(Loud, 4_000);
            _load.Note(Late, 2 * LoadShedder.Tick);
        }

        Ask(Loud, 4_000).ShouldBeInRange(490, 500);
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
            Done((int)done);
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

    // What it did not use is its own for a second.
    [Fact]
    public void Refuse_ProjectThatAsksForLittleAtOneTime_IsRefusedNothing()
    {
        Overload(100);
        for (var tick = 0; tick < 20; tick++)
        {
            Ask(Quiet, 1);
            Ask(Loud, 5_000);
            _load.Note(Late);
        }

        Ask(Quiet, 200).ShouldBe(200);
        Ask(Loud, 5_000).ShouldBeInRange(20, 60);
    }

    [Fact]
    public void Refuse_AsItBegins_KnowsWhoAskedForLittleBefore()
    {
        for (var tick = 0; tick < 55; tick++)
        {
            Ask(Quiet, 1).ShouldBe(1);
            Ask(Loud, 100).ShouldBe(100);
            Done(101);
            _load.Note(tick < 50 ? InTime : Late);
        }

        Ask(Quiet, 150).ShouldBe(150);
        Ask(Loud, 1_000).ShouldBeLessThanOrEqualTo(75);
    }

    [Theory]
    [InlineData(100, new[] { 10, 20, 30 }, 70)]
    [InlineData(60, new[] { 10, 20, 30 }, 30)]
    [InlineData(30, new[] { 10, 20, 30 }, 10)]
    [InlineData(50, new[] { 10, 20, 30 }, 20)]
    [InlineData(10, new[] { 1_000 }, 10)]
    [InlineData(10, new int[0], 10)]
    public void Level_Asked_IsTheLevelOfWater(double limit, int[] asked, double expected) => LoadShares.Level(asked, limit).ShouldBe(expected, 1e-9);

    private static Project Named(string id) => new(id, "org", "team", id);

    private void Overload(int perTick)
    {
        var began = false;
        for (var tick = 0; tick < 60 && !began; tick++)
        {
            Ask(Loud, perTick).ShouldBe(perTick);
            Done(perTick);
            began = _load.Note(tick < 50 ? InTime : Late);
        }

        began.ShouldBeTrue();
    }

    private void Done(int count)
    {
        for (var n = 0; n < count; n++)
        {
            _load.Done();
        }
    }

    private int Ask(Project project, int count) => Enumerable.Range(0, count).Count(_ => _load.Refuse(project) is null);
}
