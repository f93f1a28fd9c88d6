namespace NextModel.Storage.Postgres;

/// <summary>
/// What is asked at one time is done together, in one round trip: whoever comes first does it for all, for as long as more come. One who comes alone
/// waits for nobody.
/// </summary>
/// <param name="work">Does it for some, in the order they came; gives as many answers in the same order, or throws, for all of them.</param>
/// <param name="most">Most at once.</param>
internal sealed class Together<TAsk, TAnswer>(Func<IReadOnlyList<TAsk>, ValueTask<IReadOnlyList<TAnswer>>> work, int most)
{
    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];
    private bool _isLed;

    /// <summary>Asks, and waits for the answer.</summary>
    public Task<TAnswer> AskAsync(TAsk ask)
    {
        var waiting = new Waiting(ask);
        bool leads;
        lock (_gate)
        {
            _waiting.Add(waiting);
            leads = !_isLed;
            _isLed = true;
        }

        if (leads)
        {
            // Not waited for: whoever leads goes on for others.
            _ = LeadAsync();
        }

        return waiting.Done.Task;
    }

    // Never throws: whatever happens, everybody who waits hears of it.
    private async Task LeadAsync()
    {
        while (true)
        {
            List<Waiting> group;
            lock (_gate)
            {
                group = _waiting.GetRange(0, Math.Min(_waiting.Count, most));
                _waiting.RemoveRange(0, group.Count);
                _isLed = group.Count > 0;
            }

            if (group.Count == 0)
            {
                return;
            }

            try
            {
                var answers = await work([.. group.Select(one => one.Ask)]);
                for (var i = 0; i < group.Count; i++)
                {
                    group[i].Done.SetResult(answers[i]);
                }
            }
#pragma warning disable CA1031 // Who waits throws it; nobody may wait for ever.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                group.ForEach(one => one.Done.TrySetException(failure));
            }
        }
    }

    private sealed record Waiting(TAsk Ask)
    {
        public TaskCompletionSource<TAnswer> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
