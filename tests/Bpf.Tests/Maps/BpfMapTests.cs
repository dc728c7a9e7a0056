using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Tests.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Maps;

public sealed class BpfMapTests
{
    [KernelFact]
    public void Entries_come_back_as_they_were_written()
    {
        using var map = new BpfMap<uint, ulong>(BpfMap.Create(new(MapType.Hash, "round_trip", 4, 8, 100)));
        var written = Enumerable.Range(0, 100).ToDictionary(i => (uint)i, i => (ulong)(i * i));
        foreach (var (key, value) in written)
        {
            map.Update(key, value, MapUpdate.Add);
        }

        Assert.Equal(written.OrderBy(e => e.Key), map.Entries().OrderBy(e => e.Key));
        Assert.Equal(25ul, map.Lookup(5));
        Assert.Equal(Errno.EEXIST, Assert.Throws<KernelException>(() => map.Update(5, 0, MapUpdate.Add)).Errno);
        Assert.Equal(Errno.E2BIG, Assert.Throws<KernelException>(() => map.Update(1000, 0)).Errno);
        Assert.True(map.Delete(5));
        Assert.False(map.Delete(5));
        Assert.False(map.TryLookup(5, out _));
        Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => map.Lookup(5)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => map.Update(5, 0, MapUpdate.Replace)).Errno);
    }

    [KernelFact]
    public void A_map_of_other_sizes_is_refused()
    {
        using var map = BpfMap.Create(new(MapType.Hash, "sizes", 4, 8, 1));
        Assert.Throws<ArgumentException>(() => new BpfMap<uint, uint>(map));
        Assert.Throws<ArgumentException>(() => new BpfMap<ulong, ulong>(map));
        Assert.Throws<ArgumentException>(() => new PerCpuBpfMap<uint, ulong>(map));
    }

    [KernelFact]
    public void A_pinned_map_is_the_same_map()
    {
        using var pins = new BpfFsMount();
        using (var map = new BpfMap<uint, uint>(BpfMap.Create(new(MapType.Array, "pinned", 4, 4, 2))))
        {
            map.Update(1, 42);
            map.Pin(pins.At("m"));
        }

        using var again = new BpfMap<uint, uint>(BpfMap.OpenPinned(pins.At("m")));
        Assert.Equal(42u, again.Lookup(1));
        Assert.Null(BpfMap.TryOpenPinned(pins.At("other")));
        using var alike = BpfMap.Create(new(MapType.Array, "alike", 4, 4, 2));
        Assert.True(again.Shape.IsLike(alike.Shape));
        using var unlike = BpfMap.Create(new(MapType.Array, "unlike", 4, 4, 3));
        Assert.False(again.Shape.IsLike(unlike.Shape));
    }

    [KernelFact]
    public void A_per_cpu_map_has_a_value_for_each_possible_cpu()
    {
        using var map = new PerCpuBpfMap<uint, uint>(BpfMap.Create(new(MapType.PerCpuHash, "per_cpu", 4, 4, 4)));
        map.Update(7, 3);

        Assert.Equal(Enumerable.Repeat(3u, PossibleCpus.Count), map.TryLookup(7));
        Assert.Equal(3u * (uint)PossibleCpus.Count, map.Sum(7, (a, b) => a + b));
        Assert.Null(map.TryLookup(8));
        Assert.Equal([7u], map.Keys());
    }

    [KernelFact]
    public void A_map_of_maps_takes_a_descriptor_and_gives_an_id()
    {
        using var loaded = ProbeObject.Load();
        using var outer = loaded.Map("outer");
        using var inner = BpfMap.Create(new(MapType.Array, "inner", 4, 4, 1));

        outer.UpdateInner(BitConverter.GetBytes(1u), inner);

        using var read = outer.TryOpenInner(BitConverter.GetBytes(1u));
        Assert.Equal(inner.Shape, read?.Shape);
        Assert.Null(outer.TryOpenInner(BitConverter.GetBytes(0u)));

        using var made = BpfMap.Create(new(MapType.HashOfMaps, "made", 4, 4, 2) { Inner = inner });
        made.UpdateInner(BitConverter.GetBytes(9u), inner);
        using var found = made.TryOpenInner(BitConverter.GetBytes(9u));
        Assert.Equal(inner.Shape.Id, found?.Shape.Id);
    }

    [Theory]
    [InlineData("0\n", 1)]
    [InlineData("0-1\n", 2)]
    [InlineData("0-3,8-9,12\n", 7)]
    public void Possible_cpus_are_counted(string list, int count) => Assert.Equal(count, PossibleCpus.CountOf(list));
}
