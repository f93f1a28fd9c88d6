using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Testing;

namespace NextModel.Tests.Configuration;

/// <summary>What is scheduled and cannot be put in force when its moment comes: here a variable that is gone by then.</summary>
public sealed class LiveConfigurationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private string? _key = "sk-1";
    private int _builds;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Refresh_ScheduledChangeFails_IsToldOnceAndWhatWasStays()
    {
        var configuration = Open();
        var before = configuration.Snapshots.Current;
        (_key, _builds) = (null, 0);
        _time.Advance(TimeSpan.FromHours(1));

        configuration.Refresh().ShouldHaveSingleItem().Message.ShouldContain("OPENAI_API_KEY");

        var told = 0;
        for (var second = 0; second < 600; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            told += configuration.Refresh().Count;
        }

        told.ShouldBe(0, "it is the same as before");
        _builds.ShouldBe(4, "at once, and after 1, 3 and 7 minutes");
        configuration.Snapshots.Current.ShouldBeSameAs(before);
    }

    [Fact]
    public void Refresh_FailedForDays_IsTriedEveryHourAndSucceedsWithinOne()
    {
        var configuration = Open();
        (_key, _builds) = (null, 0);
        for (var hour = 0; hour < 48; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            configuration.Refresh();
        }

        _builds.ShouldBe(48);
        var before = configuration.Snapshots.Current;
        _key = "sk-1";
        _time.Advance(TimeSpan.FromHours(1));

        configuration.Refresh().ShouldBeEmpty();

        configuration.Snapshots.Current.ShouldNotBeSameAs(before);
        _builds = 0;
        _time.Advance(TimeSpan.FromHours(1));
        configuration.Refresh().ShouldBeEmpty();
        _builds.ShouldBe(0, "nothing more is scheduled");
    }

    [Fact]
    public void Refresh_FailsAgainAfterItWorked_IsToldAgainAtOnce()
    {
        var configuration = Open();
        _key = null;
        _time.Advance(TimeSpan.FromHours(1));
        configuration.Refresh().ShouldNotBeEmpty();
        _key = "sk-1";
        _time.Advance(TimeSpan.FromMinutes(1));
        configuration.Refresh().ShouldBeEmpty();
        Schedule(configuration);
        _key = null;
        _time.Advance(TimeSpan.FromHours(1));

        configuration.Refresh().ShouldNotBeEmpty();
    }

    private LiveConfiguration Open()
    {
        var file = Path.Combine(_directory.Path, "nextmodel.yaml");
        File.WriteAllText(file, "sources:\n  - id: openai\n");
        var problems = new List<ConfigurationProblem>();
        var configuration = LiveConfiguration.Read(file, Environment, _time, problems);
        problems.ShouldBeEmpty();
        Schedule(configuration);
        return configuration;
    }

    private void Schedule(LiveConfiguration configuration)
    {
        var price = new SetPrice
        {
            Id = Guid.CreateVersion7(_time.GetUtcNow()),
            Model = "gpt-4o-mini",
            Source = "openai",
            Version = 1,
            EffectiveFrom = _time.GetUtcNow().AddHours(1),
            SetAt = _time.GetUtcNow(),
            SetBy = "ops",
        };
        var problems = new List<ConfigurationProblem>();
        configuration.TryPut([price], problems).ShouldBeTrue();
        problems.ShouldBeEmpty();
    }

    private string? Environment(string name)
    {
        if (name != "OPENAI_API_KEY")
        {
            return null;
        }

        // Asked once in each build of a snapshot.
        _builds++;
        return _key;
    }
}
