using Microsoft.AspNetCore.Components;

namespace NextModel.Web.Dashboard.Policies;

/// <summary>A rule as a person reads it.</summary>
/// <param name="Name">Its name, fit to be shown; empty for what holds outside of all rules.</param>
/// <param name="When">When it matches.</param>
/// <param name="Then">What it decides then, a sentence each.</param>
internal sealed record RuleSentence(string Name, MarkupString When, IReadOnlyList<MarkupString> Then)
{
    /// <summary>All of it.</summary>
    public MarkupString Said => new(string.Join(' ', Then.Select(sentence => sentence.Value).Prepend(When.Value)));
}
