using System.Globalization;
using System.Text;

namespace CacheSafety.Reports;

/// <summary>A small line plot as SVG, without style sheets, so that it stands in a page of strict policy and alone.</summary>
internal sealed class Plot
{
    private const int Width = 720;
    private const int Height = 300;
    private const int Left = 64;
    private const int Right = 290;
    private const int Top = 16;
    private const int Bottom = 44;

    private static readonly string[] Colours = ["#1f5fa8", "#b3471d", "#2e7d4f", "#7a4fa3", "#8a6d00", "#00707a", "#9c2b5f", "#555555", "#c27ba0", "#6aa84f", "#3d85c6", "#e69138"];

    private readonly StringBuilder _body = new();
    private readonly (double Low, double High) _x;
    private readonly (double Low, double High) _y;
    private readonly bool _isLog;
    private int _series;

    /// <param name="x">Range of the x axis.</param>
    /// <param name="y">Range of the y axis.</param>
    /// <param name="xLabel">What x is.</param>
    /// <param name="yLabel">What y is.</param>
    /// <param name="isLog">True for a logarithmic x axis, whose range is above zero.</param>
    public Plot((double Low, double High) x, (double Low, double High) y, string xLabel, string yLabel, bool isLog = false)
    {
        (_x, _y, _isLog) = (x, y.High > y.Low ? y : (y.Low, y.Low + 1), isLog);
        for (var i = 0; i <= 4; i++)
        {
            var value = _y.Low + ((_y.High - _y.Low) * i / 4);
            Line(Left, Y(value), Width - Right, Y(value), "#dddddd");
            Label(Left - 6, Y(value) + 4, Short(value), "end");
        }

        foreach (var value in Ticks())
        {
            Line(X(value), Height - Bottom, X(value), Height - Bottom + 4, "#777777");
            Label(X(value), Height - Bottom + 17, Short(value), "middle");
        }

        Line(Left, Height - Bottom, Width - Right, Height - Bottom, "#777777");
        Label((Left + Width - Right) / 2.0, Height - 8, xLabel, "middle");
        _body.Append(CultureInfo.InvariantCulture, $"<text x=\"14\" y=\"{Height / 2}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {Height / 2})\">{Markup.Text(yLabel)}</text>");
    }

    public void Curve(string name, IEnumerable<(double X, double Y)> points)
    {
        var path = string.Join(' ', points.Select(point => $"{Markup.At(X(point.X))},{Markup.At(Y(point.Y))}"));
        _body.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{Colour}\" stroke-width=\"2\"/>");
        Legend(name);
    }

    /// <summary>The area between two curves of as many points; drawn for the curve that comes next.</summary>
    public void Band(IReadOnlyList<(double X, double Y)> one, IReadOnlyList<(double X, double Y)> other)
    {
        var path = string.Join(' ', one.Concat(other.Reverse()).Select(point => $"{Markup.At(X(point.X))},{Markup.At(Y(point.Y))}"));
        _body.Append(CultureInfo.InvariantCulture, $"<polygon points=\"{path}\" fill=\"{Colour}\" fill-opacity=\"0.15\"/>");
    }

    public void Point(string name, double x, double y)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Markup.At(X(x))}\" cy=\"{Markup.At(Y(y))}\" r=\"4\" fill=\"{Colour}\"><title>{Markup.Text(name)}</title></circle>");
        Legend(name);
    }

    public string Svg(string title) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" font-family=\"system-ui,sans-serif\" font-size=\"11\" fill=\"#222222\">"
        + $"<title>{Markup.Text(title)}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>{_body}</svg>";

    private string Colour => Colours[_series % Colours.Length];

    private void Legend(string name)
    {
        var y = Top + 8 + (16 * _series);
        _body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Width - Right + 10}\" y=\"{y - 8}\" width=\"10\" height=\"10\" fill=\"{Colour}\"/>");
        Label(Width - Right + 25, y + 1, name, "start");
        _series++;
    }

    private void Line(double x1, double y1, double x2, double y2, string colour) =>
        _body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Markup.At(x1)}\" y1=\"{Markup.At(y1)}\" x2=\"{Markup.At(x2)}\" y2=\"{Markup.At(y2)}\" stroke=\"{colour}\"/>");

    private void Label(double x, double y, string text, string anchor) =>
        _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{Markup.At(x)}\" y=\"{Markup.At(y)}\" text-anchor=\"{anchor}\">{Markup.Text(text)}</text>");

    private IEnumerable<double> Ticks()
    {
        if (!_isLog)
        {
            return Enumerable.Range(0, 6).Select(i => _x.Low + ((_x.High - _x.Low) * i / 5));
        }

        var (first, last) = ((int)Math.Ceiling(Math.Log10(_x.Low)), (int)Math.Floor(Math.Log10(_x.High)));
        return Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power));
    }

    private double X(double value)
    {
        var place = _isLog
            ? (Math.Log10(value) - Math.Log10(_x.Low)) / (Math.Log10(_x.High) - Math.Log10(_x.Low))
            : (value - _x.Low) / (_x.High - _x.Low);
        return Left + (Math.Clamp(place, 0, 1) * (Width - Left - Right));
    }

    private double Y(double value) =>
        Height - Bottom - (Math.Clamp((value - _y.Low) / (_y.High - _y.Low), 0, 1) * (Height - Top - Bottom));

    private static string Short(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
