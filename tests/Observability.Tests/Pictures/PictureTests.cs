using K8sMirror.Testing;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.Observability.Tests.Pictures;

/// <summary>The pictures of docs/dashboards.md, which LiveQueryTests draws.</summary>
public sealed class PictureTests
{
    public static TheoryData<string> Names() => [.. Dashboard.All.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_dashboard_has_a_picture_in_the_docs_that_shows_every_panel(string name)
    {
        var file = new FileInfo(Repository.At("docs/images", name + ".svg"));
        Assert.InRange(file.Length, 1, 200_000);
        Assert.Contains($"images/{name}.svg", File.ReadAllText(Repository.At("docs/dashboards.md")), StringComparison.Ordinal);
        var text = File.ReadAllText(file.FullName);
        Assert.All(Dashboard.All.Single(d => d.Name == name).Panels.Select(p => Dashboard.Text(p["title"])), title =>
            Assert.Contains(title[..Math.Min(9, title.Length)], text, StringComparison.Ordinal));
    }
}
