using NextModel.Billing;

namespace NextModel.Reporting.Simulation;

/// <summary>Counts one side, in memory that depends on the number of models and sources only.</summary>
internal sealed class SideTally
{
    private readonly Dictionary<(string Model, string Source), (long Requests, long Replays, long Nano)> _models = [];
    private long _requests;
    private long _unpriced;
    private long _nano;
    private long _milliseconds;
    private long _timed;

    /// <param name="model">Who served.</param>
    /// <param name="source">Where; may be empty.</param>
    /// <param name="isReplay">From the exact cache.</param>
    /// <param name="nano">Charged in 10⁻⁹ units; null when nobody knows.</param>
    public void Add(string model, string source, bool isReplay, long? nano)
    {
        _requests++;
        _unpriced += nano is null ? 1 : 0;
        _nano += nano ?? 0;
        var (requests, replays, sum) = _models.GetValueOrDefault((model, source));
        _models[(model, source)] = (requests + 1, replays + (isReplay ? 1 : 0), sum + (nano ?? 0));
    }

    /// <summary>Adds the time of so many requests.</summary>
    public void AddTime(long requests, long milliseconds)
    {
        _timed += requests;
        _milliseconds += milliseconds;
    }

    public SimulatedSide ToSide() => new(
        _requests, Money.FormatNanos(_nano), _unpriced, _timed == 0 ? null : _milliseconds / _timed, _timed,
        [.. _models
            .OrderByDescending(m => m.Value.Nano).ThenBy(m => m.Key)
            .Select(m => new SimulatedModel(m.Key.Model, m.Key.Source, m.Value.Requests, m.Value.Replays, Money.FormatNanos(m.Value.Nano)))]);
}
