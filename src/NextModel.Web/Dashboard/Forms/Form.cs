using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Formatting;

namespace NextModel.Web.Dashboard.Forms;

/// <summary>
/// A form: what stands in its fields, whether it was typed or is so now, and what was wrong about it. Fields are named as the members of the
/// API they become, so that a refusal finds its field.
/// </summary>
/// <param name="name">Told apart by, where a page has several; ids of fields begin with it.</param>
public sealed class Form(string name)
{
    private readonly Dictionary<string, StringValues> _values = new(StringComparer.Ordinal);
    private readonly List<FormProblem> _problems = [];
    private Dictionary<string, string> _now = [];

    public string Name => name;

    /// <summary>The version of the object it changes; empty where none is.</summary>
    public string Version { get; set; } = "";

    /// <summary>What was wrong; empty when nothing was, or it was not sent yet.</summary>
    public IReadOnlyList<FormProblem> Problems => _problems;

    /// <summary>Who changed the object while the form was open; null when nobody did.</summary>
    public StaleEdit? Stale { get; private set; }

    public bool IsRefused => _problems.Count > 0 || Stale is not null;

    /// <summary>The HTTP status of the page that shows it: 200, or why it was refused.</summary>
    public int Status { get; private set; } = StatusCodes.Status200OK;

    /// <summary>What stands in a field; a check that is not set is empty.</summary>
    public string this[string field]
    {
        get => _values.TryGetValue(field, out var value) ? value.ToString() : "";
        set => _values[field] = value;
    }

    /// <summary>Those that are chosen of a field with several.</summary>
    public IReadOnlyList<string> All(string field) => _values.TryGetValue(field, out var values) ? [.. values.OfType<string>()] : [];

    public void Choose(string field, IEnumerable<string> values) => _values[field] = new StringValues([.. values]);

    /// <summary>True for a field it has, filled in or not.</summary>
    public bool Knows(string field) => _values.ContainsKey(field);

    public bool Has(string field) => this[field].Length > 0;

    /// <summary>What was sent.</summary>
    public static Form Read(string name, IFormCollection sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var form = new Form(name) { Version = sent["version"].ToString() };
        foreach (var (field, values) in sent)
        {
            form._values[field] = values;
        }

        return form;
    }

    /// <summary>What was typed and cannot be sent as it is, in the reader's language.</summary>
    public void Refuse(string field, string message)
    {
        _problems.Add(new FormProblem(field, message, IsEnglish: false));
        Status = StatusCodes.Status400BadRequest;
    }

    /// <summary>What the API refused.</summary>
    /// <param name="refusal">Its envelope, whose <c>param</c> is the field the message stands beside.</param>
    /// <param name="names">Where the API calls a field by another name: its name, and the field's.</param>
    public Form Refuse(AdminRefusal refusal, params ReadOnlySpan<(string Param, string Field)> names)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var field = refusal.Param;
        foreach (var (param, named) in names)
        {
            field = param == refusal.Param ? named : field;
        }

        _problems.Add(new FormProblem(field, refusal.Message, IsEnglish: true) { RequestId = refusal.RequestId });
        Status = refusal.Status;
        return this;
    }

    /// <summary>Somebody was faster: what is typed stays, what is there now stands beside it, and sending it again changes that.</summary>
    /// <param name="stale">Who.</param>
    /// <param name="now">The form of the object as it is now.</param>
    public Form Refuse(StaleEdit stale, Form now)
    {
        ArgumentNullException.ThrowIfNull(now);
        Stale = stale;
        Version = now.Version;
        Status = StatusCodes.Status412PreconditionFailed;
        _now = now._values.Where(field => field.Value.ToString() != this[field.Key]).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        return this;
    }

    /// <summary>What is wrong about a field; null when nothing is.</summary>
    public FormProblem? ProblemOf(string field) => _problems.Find(problem => problem.Field == field);

    /// <summary>What a field holds now that somebody else changed it; null when that is what was typed.</summary>
    public string? NowOf(string field) => _now.GetValueOrDefault(field);

    /// <summary>True when the field repeats a name, as it is or as it is shown.</summary>
    public bool Repeats(string field, string name) => this[field].Trim() is var typed && (typed == name || typed == VisibleText.Of(name));

    /// <summary>Text of several lines, fit to be shown.</summary>
    public static string Visible(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(VisibleText.Of));

    /// <summary>The id of a field on the page.</summary>
    public string IdOf(string field) => $"{name}-{field.Replace('.', '-')}";

    /// <summary>A whole number; null for an empty field, or for one that is refused with <paramref name="problem"/>.</summary>
    public long? Whole(string field, string problem)
    {
        var typed = this[field].Trim();
        if (typed.Length == 0)
        {
            return null;
        }

        if (long.TryParse(typed, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Refuse(field, problem);
        return null;
    }

    /// <summary>A decimal number; null as above.</summary>
    public decimal? Number(string field, string problem)
    {
        var typed = this[field].Trim();
        if (typed.Length == 0)
        {
            return null;
        }

        if (decimal.TryParse(typed, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Refuse(field, problem);
        return null;
    }

    /// <summary>A moment in UTC, as a browser's field for one sends it; null as above.</summary>
    public DateTimeOffset? Moment(string field, string problem)
    {
        var typed = this[field].Trim();
        if (typed.Length == 0)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(typed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            return at;
        }

        Refuse(field, problem);
        return null;
    }

    /// <summary>A moment as a browser's field for one shows it; empty for none.</summary>
    public static string Show(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) ?? "";
}
