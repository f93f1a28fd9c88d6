namespace NextModel.Testing.Upstream;

/// <summary>Who gets which behaviour, and how many attempts each has seen.</summary>
internal sealed class BehaviourChoice
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, UpstreamBehaviour> _byModel = [];
    private readonly Dictionary<string, int> _attempts = [];
    private UpstreamBehaviour? _forAll;

    public void GiveAll(UpstreamBehaviour behaviour)
    {
        lock (_lock)
        {
            _forAll = behaviour;
            _attempts.Remove("");
        }
    }

    public void Give(string model, UpstreamBehaviour behaviour)
    {
        lock (_lock)
        {
            _byModel[model] = behaviour;
            _attempts.Remove(model);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _byModel.Clear();
            _attempts.Clear();
            _forAll = null;
        }
    }

    public ScriptedResponse Answer(ReceivedRequest request)
    {
        UpstreamBehaviour behaviour;
        int attempt;
        lock (_lock)
        {
            (behaviour, var counter) = Choose(request.Model ?? "");
            attempt = _attempts.GetValueOrDefault(counter);
            _attempts[counter] = attempt + 1;
        }

        return behaviour(request, attempt);
    }

    private (UpstreamBehaviour Behaviour, string Counter) Choose(string model)
    {
        if (_byModel.TryGetValue(model, out var given))
        {
            return (given, model);
        }

        if (_forAll is not null)
        {
            return (_forAll, "");
        }

        return FixtureFile.Find(FixtureName(model)) is { } fixture
            ? ((_, attempt) => fixture.ResponseTo(attempt), model)
            : (Behaviours.Canary(), model);
    }

    private static string FixtureName(string model)
    {
        var name = model.StartsWith("fx/", StringComparison.Ordinal) ? model["fx/".Length..] : model;
        return name.Split('.')[0];
    }
}
