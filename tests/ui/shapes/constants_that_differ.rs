use keisan::graph;

pub const WIDE: usize = 5;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [WIDE, 2] = he_normal;
        output h = x @ w;
    }
}

fn main() {
    G::<3>::boxed();
}
