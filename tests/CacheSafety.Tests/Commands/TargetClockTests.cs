using System.Globalization;
using CacheSafety.Commands;
using NextModel.Testing;

namespace CacheSafety.Tests.Commands;

public sealed class TargetClockTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(20);

    /// <summary>Ages of the cases, in order, and the seconds each waits where 24 hours are 20 seconds.</summary>
    [Theory]
    [InlineData(12 * 3600, 10)]
    [InlineData(24 * 3600, 20)]
    [InlineData((24 * 3600) + 1, 23)]
    [InlineData(7 * 24 * 3600, 23)]
    [InlineData(0, 0)]
    public async Task Waiting_OneAge_WaitsItsPartOfTheTimeToLive(int age, int seconds)
    {
        var time = new ManualTime();
        var waiting = TargetClock.Waiting(Ttl, time)(TimeSpan.FromSeconds(age), CancellationToken.None);

        if (seconds > 0)
        {
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            waiting.IsCompleted.ShouldBeFalse();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Waiting_GrowingAges_WaitsForTheDifference()
    {
        var time = new ManualTime();
        var age = TargetClock.Waiting(Ttl, time);
        var first = age(TimeSpan.FromHours(12), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(10));
        await first;

        var second = age(TimeSpan.FromHours(24), CancellationToken.None);
        second.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(10));
        await second;

        age(TimeSpan.FromHours(24), CancellationToken.None).IsCompleted.ShouldBeTrue("that age has been reached");
    }

    [Fact]
    public async Task Waiting_GivenUp_Ends()
    {
        using var stop = new CancellationTokenSource();
        var waiting = TargetClock.Waiting(Ttl, new ManualTime())(TimeSpan.FromHours(24), stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task SetBy_GrowingAges_TellsTheProgramTheSecondsBetweenThem()
    {
        using var program = new TesterScript("echo \"$1\" >> \"$0.told\"");
        var age = TargetClock.SetBy(program.Path);

        await age(TimeSpan.FromHours(1), CancellationToken.None);
        await age(TimeSpan.FromHours(25), CancellationToken.None);
        await age(TimeSpan.FromHours(25), CancellationToken.None);
        await age(TimeSpan.FromHours(25) + TimeSpan.FromMilliseconds(1), CancellationToken.None);

        (await File.ReadAllLinesAsync(program.Path + ".told")).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).ShouldBe([3_600, 86_400, 1]);
    }

    [Fact]
    public async Task SetBy_ProgramFails_TheAgeIsNotTakenForReached()
    {
        using var program = new TesterScript("[ -e \"$0.ready\" ] && echo \"$1\" >> \"$0.told\" || { touch \"$0.ready\"; exit 7; }");
        var age = TargetClock.SetBy(program.Path);

        (await Should.ThrowAsync<InvalidDataException>(() => age(TimeSpan.FromHours(1), CancellationToken.None))).Message.ShouldContain("ended with 7");
        await age(TimeSpan.FromHours(1), CancellationToken.None);

        (await File.ReadAllLinesAsync(program.Path + ".told")).ShouldBe(["3600"]);
    }
}
