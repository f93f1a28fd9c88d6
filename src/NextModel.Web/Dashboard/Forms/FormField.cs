using Microsoft.AspNetCore.Components;

namespace NextModel.Web.Dashboard.Forms;

/// <summary>What every field of a form has: a name that is a member of the API, a label, and what is said beside it.</summary>
public abstract class FormField : ComponentBase
{
    [CascadingParameter] public required Form Form { get; set; }

    [CascadingParameter] public required DashboardView View { get; set; }

    [Parameter, EditorRequired] public required string Name { get; set; }

    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>What to write, before anything is wrong.</summary>
    [Parameter] public string? Hint { get; set; }

    /// <summary>True where nothing need be written.</summary>
    [Parameter] public bool IsOptional { get; set; }

    /// <summary>True where the value is shown and cannot be changed.</summary>
    [Parameter] public bool IsFixed { get; set; }

    protected string Id => Form.IdOf(Name);

    protected string Value => Form[Name];

    /// <summary><c>aria-invalid</c>: nothing unless it is.</summary>
    protected string? Invalid => Form.ProblemOf(Name) is null ? null : "true";

    /// <summary><c>aria-describedby</c>: what stands beside the field; null for nothing.</summary>
    protected string? DescribedBy
    {
        get
        {
            var notes = new List<string>(3);
            if (Form.ProblemOf(Name) is not null)
            {
                notes.Add(Id + "-wrong");
            }

            if (Form.NowOf(Name) is not null)
            {
                notes.Add(Id + "-now");
            }

            if (Hint is not null)
            {
                notes.Add(Id + "-hint");
            }

            return notes.Count == 0 ? null : string.Join(' ', notes);
        }
    }
}
