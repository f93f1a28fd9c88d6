namespace NextModel.Web.Dashboard.Forms;

/// <summary>What was wrong about a form.</summary>
/// <param name="Field">The field it is about; empty, or none of the form's, when it is about all of it.</param>
/// <param name="Message">What was wrong and what to write instead.</param>
/// <param name="IsEnglish">True for the words of the API, which is English in every language of the page.</param>
public sealed record FormProblem(string Field, string Message, bool IsEnglish)
{
    /// <summary>The first line of the message: what is wrong, before where.</summary>
    public string Brief => Message.Split('\n', 2)[0];

    /// <summary>By which the operator's log knows the refused call; empty when none was made.</summary>
    public string RequestId { get; init; } = "";
}
