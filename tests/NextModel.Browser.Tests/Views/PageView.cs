namespace NextModel.Browser.Tests.Views;

/// <summary>A page in a state somebody can meet it in.</summary>
/// <param name="Route">The pattern it is mapped under: <c>/dashboard/api-keys/{id}</c>.</param>
/// <param name="Name">What its pictures are called.</param>
/// <param name="Path">Where it is; <c>{key}</c> and the like stand for ids of what the test has made.</param>
public sealed record PageView(string Route, string Name, string Path)
{
    /// <summary>The id of the form that is sent, to see the page it leads to; null for the page itself.</summary>
    public string? Sent { get; init; }

    /// <summary>What is typed into it before, as <c>field=value</c>.</summary>
    public IReadOnlyList<string> Typed { get; init; } = [];

    /// <summary>True for a document that its policy keeps in a sandbox, where no script runs, not even the checker's: its text is looked at outside of it.</summary>
    public bool IsSandboxed { get; init; }

    /// <summary>True for the pages that are looked at: pictures of every width and theme are kept.</summary>
    public bool IsPictured { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
