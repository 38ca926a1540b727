use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        #[grad]
        input m: [B, 4];
        input x: [B, 4];
        param w: [4] = zeros;
        loss = sum(select(m, x, w));
    }
}

fn main() {}
