namespace NextModel.Catalog;

/// <summary>What is known about what a model can do. Three answers: yes, no, and nobody has said.</summary>
/// <param name="Has">It can.</param>
/// <param name="Lacks">It cannot. Disjoint from <paramref name="Has"/>.</param>
public readonly record struct CapabilitySet(Capability Has, Capability Lacks)
{
    /// <summary>Nobody has said anything.</summary>
    public static CapabilitySet Unknown => default;

    /// <summary>Whether the model can do all of that: true, false when it lacks one, null when one is not known and none is lacking.</summary>
    public bool? Can(Capability wanted) => (Lacks & wanted) != 0 ? false : (Has & wanted) == wanted ? true : null;

    /// <summary>The same with what <paramref name="stronger"/> says in place of what is said here.</summary>
    public CapabilitySet OverriddenBy(CapabilitySet stronger) =>
        new((Has & ~stronger.Lacks) | stronger.Has, (Lacks & ~stronger.Has) | stronger.Lacks);

    /// <summary>The same with one more answer; null takes the answer back.</summary>
    public CapabilitySet With(Capability capability, bool? can) => new(
        can == true ? Has | capability : Has & ~capability,
        can == false ? Lacks | capability : Lacks & ~capability);
}
