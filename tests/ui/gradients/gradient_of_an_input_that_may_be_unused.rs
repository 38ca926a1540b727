use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        #[grad]
        input _v: [B, 4];
        input x: [B, 4];
        loss = mean(x);
    }
}

fn main() {}
