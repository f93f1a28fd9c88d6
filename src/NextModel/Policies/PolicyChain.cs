namespace NextModel.Policies;

/// <summary>The policies over one request, widest first: of its organization, team, project and key, as far as there are any.</summary>
public readonly struct PolicyChain
{
    private readonly CompiledPolicy? _first;
    private readonly CompiledPolicy? _second;
    private readonly CompiledPolicy? _third;
    private readonly CompiledPolicy? _fourth;

    /// <summary>Those of the four that there are.</summary>
    public PolicyChain(CompiledPolicy? organization, CompiledPolicy? team, CompiledPolicy? project, CompiledPolicy? key)
    {
        foreach (var policy in (ReadOnlySpan<CompiledPolicy?>)[organization, team, project, key])
        {
            switch (policy is null ? -1 : Count++)
            {
                case 0:
                    _first = policy;
                    break;
                case 1:
                    _second = policy;
                    break;
                case 2:
                    _third = policy;
                    break;
                case 3:
                    _fourth = policy;
                    break;
            }
        }
    }

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    public CompiledPolicy this[int index] => (index switch
    {
        0 => _first,
        1 => _second,
        2 => _third,
        3 => _fourth,
        _ => null,
    }) ?? throw new ArgumentOutOfRangeException(nameof(index), index, null);

    /// <summary>The chain with another policy in the place of one scope; for drafts.</summary>
    public PolicyChain With(CompiledPolicy draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var places = new CompiledPolicy?[4];
        for (var i = 0; i < Count; i++)
        {
            places[(int)this[i].Policy.Scope - 1] = this[i];
        }

        places[(int)draft.Policy.Scope - 1] = draft;
        return new PolicyChain(places[0], places[1], places[2], places[3]);
    }

    /// <summary>The narrowest level up to <paramref name="from"/> that has the alias; -1 when none has.</summary>
    public int FindAlias(string name, int from)
    {
        for (var i = from; i >= 0; i--)
        {
            if (this[i].Aliases.ContainsKey(name))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Adds what a name stands for, seen from a level: what an alias there refers to is looked for there and wider only.</summary>
    public void Expand(string name, int level, List<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var at = FindAlias(name, level);
        if (at < 0)
        {
            if (names.Count < PolicyDocument.MaxNames && !names.Contains(name))
            {
                names.Add(name);
            }

            return;
        }

        foreach (var target in this[at].Aliases[name])
        {
            Expand(target, at - 1, names);
        }
    }
}
