using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Admin;

/// <summary>The query of a list, with what pages it; a parameter nobody knows is refused, so that no filter is silently ignored.</summary>
internal sealed class AdminPaging
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    private readonly Dictionary<string, string> _filters = new(StringComparer.Ordinal);

    /// <summary>Most items of a page, 1 to 200.</summary>
    public int Limit { get; private set; } = DefaultLimit;

    /// <summary>The <c>next</c> of the page before; null for the first page.</summary>
    public string? After { get; private set; }

    /// <summary>The value of a filter; null when it was not given.</summary>
    public string? this[string filter] => _filters.GetValueOrDefault(filter);

    public static Result<AdminPaging> Read(IQueryCollection query, params string[] filters)
    {
        var paging = new AdminPaging();
        foreach (var (name, values) in query)
        {
            if (values.Count != 1 || values[0] is not { Length: > 0 } value)
            {
                return Bad(name, "needs exactly one value.");
            }

            if (name == "limit")
            {
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > MaxLimit)
                {
                    return Bad(name, $"'{Header.Show(value)}' is not a whole number from 1 to {MaxLimit}.");
                }

                paging.Limit = limit;
            }
            else if (name == "after")
            {
                paging.After = value;
            }
            else if (filters.Contains(name))
            {
                paging._filters[name] = value;
            }
            else
            {
                return Bad(name, $"is not a parameter here. Known: {string.Join(", ", filters.Prepend("after").Prepend("limit"))}.");
            }
        }

        return paging;
    }

    /// <summary>One page in the order of ids, which is the order of creation.</summary>
    public Page<TView> Take<T, TView>(IEnumerable<T> items, Func<T, string> id, Func<T, TView> view)
    {
        var page = items
            .Where(item => After is null || string.CompareOrdinal(id(item), After) > 0)
            .OrderBy(id, StringComparer.Ordinal)
            .Take(Limit + 1)
            .ToList();
        var more = page.Count > Limit;
        return new Page<TView>([.. page.Take(Limit).Select(view)], more, more ? id(page[Limit - 1]) : null);
    }

    public static GatewayError Bad(string name, string what) =>
        new(GatewayErrorCode.InvalidRequest, $"The query parameter '{Header.Show(name)}' {what}", Header.Show(name));
}
