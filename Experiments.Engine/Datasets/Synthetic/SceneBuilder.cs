using System.Numerics;

namespace Experiments.Engine.Datasets.Synthetic;

/// <summary>Places houses, fences, greenery, poles, signs, vehicles and people in a street and draws them.</summary>
internal sealed class SceneBuilder(Street street, Canvas canvas, ChanceGenerator chance)
{
    private readonly CityStyle _style = street.Style;
    private readonly List<(PlanPoint Centre, float RadiusX, float RadiusZ)> _footprints = [];
    private ushort _things;

    /// <summary>Where objects stand: they darken the ground.</summary>
    public IReadOnlyList<(PlanPoint Centre, float RadiusX, float RadiusZ)> Footprints => _footprints;

    /// <summary>Draws everything but ground and sky.</summary>
    public void Build()
    {
        BuildSide(-1);
        BuildSide(1);
        BuildEnd();
        BuildKerb(-1);
        BuildKerb(1);
        BuildVehicles();
        BuildPeople();
    }

    private float Between(float low, float high) => (float)chance.NextDouble(low, high);

    private void BuildSide(int side)
    {
        var z = -12f;
        while (z < street.End)
        {
            var length = _style.BuildingLength.Draw(chance);
            var isOpen = chance.NextBoolean(_style.OpenProbability);
            var setback = isOpen ? 0 : _style.Setback.Draw(chance);
            if (!street.IsCrossed(z, z + length))
            {
                if (isOpen) BuildOpenLot(side, z, length);
                else BuildHouse(side, z, length, street.LotLine(side) + setback);
                if (isOpen || setback > 1.2f) BuildBoundary(side, z, length);
            }

            z += length + (chance.NextBoolean(0.25) ? Between(1, 5) : 0);
        }
    }

    private void BuildHouse(int side, float z, float length, float line)
    {
        var height = _style.BuildingHeight.Draw(chance);
        var depth = Between(7, 14);
        var gable = chance.NextBoolean(_style.GableProbability) ? Between(1.5f, 4.5f) : 0;
        var gableOnStreet = chance.NextBoolean();
        var (wall, texture) = street.PickSurface(0.7f, 1.35f);
        var window = chance.NextBoolean(0.3) ? street.Light.HorizonColour * 0.7f : new Vector3(0.16f, 0.18f, 0.22f) * Between(0.6f, 1.8f);
        var front = new Facade
        {
            Wall = wall,
            Window = window,
            Roof = street.PickSurface(0.5f, 1).Colour,
            Poster = street.Paint(),
            Texture = texture,
            Length = length,
            Height = height,
            GableRise = gableOnStreet ? gable : 0,
            FloorHeight = _style.FloorHeight.Draw(chance),
            WindowSpacing = Between(1.8f, 3.6f),
            WindowShare = Between(0.35f, 0.7f),
            Blind = chance.NextBoolean(0.12),
            Shop = chance.NextBoolean(0.3),
            PosterAt = chance.NextBoolean(0.25) ? Between(0.5f, length * 0.7f) : 0,
        };
        var gableEnd = front with { Length = depth, GableRise = gableOnStreet ? 0 : gable, Blind = chance.NextBoolean(0.6), PosterAt = 0 };
        var (near, far) = (new PlanPoint(side * line, z), new PlanPoint(side * line, z + length));
        var back = new PlanPoint(side * depth, 0);
        // Left end first as seen from the street, so that light falls on the right side.
        var (left, right) = side < 0 ? (near, far) : (far, near);
        DrawUpright(front, left, right, height + front.GableRise);
        DrawUpright(gableEnd, side < 0 ? near + back : near, side < 0 ? near : near + back, height + gableEnd.GableRise);
        DrawUpright(gableEnd, side < 0 ? far : far + back, side < 0 ? far + back : far, height + gableEnd.GableRise);
    }

    private void DrawUpright<T>(in T surface, PlanPoint left, PlanPoint right, float top) where T : struct, ISurface =>
        canvas.DrawUpright(surface, left, right, 0, top, street.Light.On(left, right));

    private void BuildOpenLot(int side, float z, float length)
    {
        var trees = 1 + chance.NextInt(4);
        for (var i = 0; i < trees; i++)
            Tree(new PlanPoint(side * (street.LotLine(side) + Between(1.5f, 9)), z + Between(0, length)), Between(4, 11));
        // Something stands at the back of the lot more often than not.
        if (chance.NextBoolean(0.7)) BuildHouse(side, z, length, street.LotLine(side) + Between(9, 16));
    }

    private void BuildBoundary(int side, float z, float length)
    {
        var x = side * (street.LotLine(side) + 0.15f);
        var (left, right) = side < 0 ? (z, z + length) : (z + length, z);
        var (from, to) = (new PlanPoint(x, left), new PlanPoint(x, right));
        if (chance.NextBoolean(_style.FenceProbability)) Fence(from, to);
        else if (chance.NextBoolean(0.6)) DrawUpright(new Hedge { Colour = street.Green(), Height = Between(0.8f, 2.2f), Seed = street.NextSeed() }, from, to, 2.2f);
    }

    private void Fence(PlanPoint from, PlanPoint to)
    {
        var height = Between(0.9f, 2);
        var (colour, texture) = street.PickSurface(0.6f, 1.3f);
        if (chance.NextBoolean(0.3)) colour = street.Green();
        var bars = chance.NextBoolean(0.75) ? Between(0.2f, 0.5f) : 0;
        DrawUpright(new FenceSurface { Colour = colour, Texture = texture, Height = height, BarSpacing = bars }, from, to, height);
    }

    /// <summary>What closes the view: a house across a T-junction, trees, or nothing.</summary>
    private void BuildEnd()
    {
        var kind = chance.NextInt(4);
        if (kind <= 1)
        {
            for (var x = -60f; x < 60;)
            {
                var length = _style.BuildingLength.Draw(chance);
                var (wall, texture) = street.PickSurface(0.7f, 1.35f);
                var height = _style.BuildingHeight.Draw(chance);
                var facade = new Facade
                {
                    Wall = wall,
                    Window = new Vector3(0.16f, 0.18f, 0.22f) * Between(0.6f, 2.2f),
                    Roof = wall,
                    Poster = wall,
                    Texture = texture,
                    Length = length,
                    Height = height,
                    GableRise = chance.NextBoolean(_style.GableProbability) ? Between(1.5f, 4) : 0,
                    FloorHeight = _style.FloorHeight.Draw(chance),
                    WindowSpacing = Between(1.8f, 3.6f),
                    WindowShare = Between(0.35f, 0.7f),
                    Blind = false,
                    Shop = false,
                    PosterAt = 0,
                };
                DrawUpright(facade, new PlanPoint(x, street.End + 8), new PlanPoint(x + length, street.End + 8), height + facade.GableRise);
                x += length;
            }
        }
        else if (kind == 2)
        {
            for (var x = -45f; x < 45; x += Between(3, 7)) Tree(new PlanPoint(x, street.End + Between(4, 12)), Between(4, 12));
        }
    }

    private void BuildKerb(int side)
    {
        var kerb = street.RoadHalfWidth;
        if (chance.NextBoolean(_style.TreeLinedProbability))
        {
            for (var z = Between(3, 12); z < street.End; z += _style.TreeSpacing.Draw(chance))
            {
                if (!street.IsCrossed(z, z)) Tree(new PlanPoint(side * (kerb + Between(0.5f, 1.1f)), z), Between(3.5f, 8.5f));
            }
        }

        var lampHeight = Between(4.5f, 8);
        var colour = street.Paint() * Between(0.5f, 1);
        for (var z = Between(3.5f, 11); z < Math.Min(street.End, 45); z += _style.PoleSpacing.Draw(chance))
            Lamp(side, new PlanPoint(side * (kerb + 0.35f), z), lampHeight, colour);
        var signs = chance.NextInt(_style.Signs + 1);
        for (var i = 0; i < signs; i++) Sign(new PlanPoint(side * (kerb + Between(0.25f, 0.9f)), Between(4, 20)));
        if (street.CrossStart < 40 && chance.NextBoolean(0.7)) TrafficLight(new PlanPoint(side * (kerb + 0.4f), street.CrossStart - 1));
    }

    private void Tree(PlanPoint foot, float height)
    {
        if (canvas.Camera.DepthOf(foot) < 2.5f) return;
        var trunk = height * Between(0.22f, 0.42f);
        var width = height * Between(0.5f, 0.85f);
        var bark = new Shaft { Colour = new Vector3(0.26f, 0.22f, 0.18f) * Between(0.7f, 1.4f), Width = 0.04f * height, Class = StreetClasses.Vegetation };
        canvas.DrawFacing(bark, foot, 0.04f * height, 0, trunk * 1.4f, street.Light.Ambient);
        var crown = new Foliage
        {
            Colour = street.Green(),
            Width = width,
            Bottom = trunk,
            Height = height - trunk,
            Grain = Between(2, 6),
            Seed = street.NextSeed(),
        };
        canvas.DrawFacing(crown, foot, width, trunk, height, street.Light.Ambient + (0.5f * street.Light.Direct));
        _footprints.Add((foot, width * 0.4f, width * 0.4f));
    }

    private void Lamp(int side, PlanPoint foot, float height, Vector3 colour)
    {
        if (canvas.Camera.DepthOf(foot) < 2.5f || street.IsCrossed(foot.Z, foot.Z)) return;
        var shaft = new Shaft { Colour = colour, Width = 0.22f, Class = StreetClasses.Pole };
        canvas.DrawFacing(shaft, foot, 0.22f, 0, height, street.Light.Ambient + (0.5f * street.Light.Direct));
        var tip = foot + new PlanPoint(-side * 1.6f, 0);
        var (left, right) = side < 0 ? (foot, tip) : (tip, foot);
        canvas.DrawUpright(new Shaft { Colour = colour, Width = 1.6f, Class = StreetClasses.Pole }, left, right, height - 0.16f, height, street.Light.Ambient);
    }

    private void Sign(PlanPoint foot)
    {
        var depth = canvas.Camera.DepthOf(foot);
        if (depth < 3 || street.IsCrossed(foot.Z, foot.Z)) return;
        var shape = (SignShape)chance.NextInt(4);
        var size = Between(0.8f, 1.4f);
        var (width, height) = shape == SignShape.Board ? (size * Between(1, 1.8f), size) : (size, size);
        var bottom = Between(1.7f, 2.6f);
        var light = street.Light.Ambient + (0.6f * street.Light.Direct);
        canvas.DrawFacing(new Shaft { Colour = new Vector3(0.42f) * Between(0.5f, 1.4f), Width = 0.1f, Class = StreetClasses.Pole }, foot, 0.1f, 0, bottom + 0.1f, light);
        var isWarning = chance.NextBoolean();
        var plate = new SignPlate
        {
            Shape = shape,
            Rim = isWarning ? new Vector3(0.72f, 0.13f, 0.12f) : street.Paint(),
            Face = isWarning ? new Vector3(0.88f) : street.Paint() * 1.2f,
            Width = width,
            Bottom = bottom,
            Height = height,
            Lamp = 0,
        };
        canvas.DrawFacing(plate, foot - (canvas.Camera.Forward * 0.1f), width, bottom, bottom + height, light, ++_things);
    }

    private void TrafficLight(PlanPoint foot)
    {
        if (canvas.Camera.DepthOf(foot) < 3) return;
        var light = street.Light.Ambient;
        canvas.DrawFacing(new Shaft { Colour = new Vector3(0.25f), Width = 0.14f, Class = StreetClasses.Pole }, foot, 0.14f, 0, 2.5f, light);
        var box = new SignPlate
        {
            Shape = SignShape.Lights,
            Rim = default,
            Face = default,
            Width = 0.6f,
            Bottom = 2.4f,
            Height = 1.2f,
            Lamp = chance.NextInt(3),
        };
        canvas.DrawFacing(box, foot - (canvas.Camera.Forward * 0.1f), 0.6f, 2.4f, 3.6f, light, ++_things);
    }

    private void BuildVehicles()
    {
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            if (!chance.NextBoolean(0.65)) continue;
            for (var z = Between(3, 14); z < Math.Min(street.End, 45); z += Between(5.4f, 16))
            {
                if (!street.IsCrossed(z - 3, z + 3)) Vehicle(new PlanPoint(side * (street.RoadHalfWidth - 1.05f), z), new PlanPoint(0, 1));
            }
        }

        var moving = chance.NextInt(_style.Cars);
        for (var i = 0; i < moving; i++)
        {
            if (street.CrossStart < 45 && chance.NextBoolean(0.35))
                Vehicle(new PlanPoint(Between(-14, 14), Between(street.CrossStart + 1.5f, street.CrossEnd - 1.5f)), new PlanPoint(chance.NextBoolean() ? 1 : -1, 0));
            else
                Vehicle(new PlanPoint(Between(-0.55f, 0.55f) * street.RoadHalfWidth, Between(6, 38)), new PlanPoint(Between(-0.12f, 0.12f), 1).Unit);
        }
    }

    private void Vehicle(PlanPoint centre, PlanPoint forward)
    {
        if (canvas.Camera.DepthOf(centre) < 4.5f || _footprints.Exists(f => Overlaps(f, centre))) return;
        var isVan = chance.NextBoolean(0.2);
        var body = new CarBody(
            street.Paint(), new Vector3(0.12f, 0.14f, 0.17f) * Between(0.6f, 2), isVan ? Between(4.8f, 7) : Between(3.6f, 4.7f),
            isVan ? 2 : 1.8f, isVan ? Between(2, 2.9f) : Between(1.4f, 1.65f), isVan);
        var thing = ++_things;
        var ahead = forward * (body.Length / 2);
        var aside = new PlanPoint(forward.Z, -forward.X) * (body.Width / 2);
        var (rearLeft, rearRight) = (centre - ahead - aside, centre - ahead + aside);
        var (frontLeft, frontRight) = (centre + ahead - aside, centre + ahead + aside);
        var isRear = chance.NextBoolean(0.65);
        var lamp = isRear ? new Vector3(0.65f, 0.1f, 0.08f) : new Vector3(0.9f, 0.88f, 0.75f);
        DrawThing(new CarSide(body), rearLeft, frontLeft, body.Height, thing);
        DrawThing(new CarSide(body), rearRight, frontRight, body.Height, thing);
        DrawThing(new CarEnd(body, lamp), frontLeft, frontRight, body.Height, thing);
        DrawThing(new CarEnd(body, lamp), rearLeft, rearRight, body.Height, thing);
        for (var i = 1; i < 10; i++)
        {
            var along = forward * (body.Length * ((i / 10f) - 0.5f));
            DrawThing(new CarSlice(body, isVan || i is > 1 and < 7), centre + along - aside, centre + along + aside, body.Height, thing);
        }

        var isAlong = Math.Abs(forward.Z) > 0.7f;
        var (across, length) = (body.Width * 0.6f, body.Length * 0.55f);
        _footprints.Add(isAlong ? (centre, across, length) : (centre, length, across));
    }

    private void DrawThing<T>(in T surface, PlanPoint left, PlanPoint right, float top, ushort thing) where T : struct, ISurface =>
        canvas.DrawUpright(surface, left, right, 0, top, street.Light.On(left, right), thing);

    private void BuildPeople()
    {
        var count = chance.NextInt((_style.Persons * 2) + 1);
        var group = new PlanPoint(0, 10);
        for (var i = 0; i < count; i++)
        {
            var side = chance.NextBoolean() ? 1 : -1;
            var x = chance.NextBoolean(0.75) ? side * Between(street.RoadHalfWidth + 0.2f, street.LotLine(side) - 0.2f) : Between(-1, 1) * street.RoadHalfWidth;
            // Some walk together, most alone; near ones are as frequent as far ones.
            var foot = i > 0 && chance.NextBoolean(0.35) ? group + new PlanPoint(Between(-0.9f, 0.9f), Between(-0.6f, 0.6f)) : new PlanPoint(x, 4 + (Between(0, 1) * Between(2, 20)));
            group = foot;
            Person(foot);
        }
    }

    private void Person(PlanPoint foot)
    {
        if (canvas.Camera.DepthOf(foot) < 3.5f) return;
        var height = Between(1.55f, 2.05f);
        var person = new PersonSurface
        {
            Skin = new Vector3(0.78f, 0.58f, 0.46f) * Between(0.4f, 1.1f),
            Shirt = street.Paint(),
            Trousers = street.Paint() * Between(0.4f, 0.9f),
            Width = height * 0.36f,
            Height = height,
            Stride = Between(0, 0.9f),
        };
        canvas.DrawFacing(person, foot, height * 0.36f, 0, height, street.Light.Ambient + (0.5f * street.Light.Direct), ++_things);
        _footprints.Add((foot, 0.35f, 0.3f));
    }

    private static bool Overlaps((PlanPoint Centre, float RadiusX, float RadiusZ) footprint, PlanPoint centre) =>
        Math.Abs(footprint.Centre.X - centre.X) < footprint.RadiusX + 1.1f && Math.Abs(footprint.Centre.Z - centre.Z) < footprint.RadiusZ + 2.6f;
}
