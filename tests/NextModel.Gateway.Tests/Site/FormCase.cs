namespace NextModel.Gateway.Tests.Site;

/// <summary>A form of the dashboard, how it is refused, and how somebody is faster.</summary>
/// <param name="Route">Where it is sent, below <c>/dashboard</c>; <c>{id}</c> stands for the object of <paramref name="Page"/>.</param>
/// <param name="Page">Where it stands; <c>{key}</c> and the like stand for ids of what the test has made.</param>
/// <param name="Form">Its id.</param>
public sealed record FormCase(string Route, string Page, string Form)
{
    /// <summary>What is typed that cannot be taken, as <c>field=value</c>.</summary>
    public string Wrong { get; init; } = "";

    /// <summary>Further fields that are typed into, and must stay as they were typed.</summary>
    public string Kept { get; init; } = "";

    /// <summary>True for a field that holds a secret: it is never sent back.</summary>
    public bool IsSecret { get; init; }

    /// <summary>A change of the same object by the API, while the form is open: method, path and body.</summary>
    public (string Method, string Path, string Body)? Faster { get; init; }

    /// <summary>False where the audit trail that the reader sees cannot name who was faster: accounts are the installation's, and of no organization. Default yes.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>Why it cannot be refused beside a field: it has none, or takes what it has as it is.</summary>
    public string Without { get; init; } = "";

    /// <summary>What it is called in a list of results.</summary>
    public string Name => Route.Length == 0 ? Form : $"{Route} {Form}";
}
